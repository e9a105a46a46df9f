import type { RerenderScore } from '../rerendering.js';
import type { SwapScore } from '../swaps.js';
import { formatInterval } from './page.js';

/** Of tables that the report and the reproduction of the paper share. @param who whom the images show, by `whoIs` */
export function rerenderHead(who: string): readonly string[] {
  return [
    ...['distance', who, 'images', 'mse', '95 %', 'psnr', 'ssim', '95 %'],
    ...['source unchanged: mse', 'ssim'],
  ];
}

export function rerenderRows(score: RerenderScore): (string | number)[][] {
  const row = (name: string, s: RerenderScore | RerenderScore['byDistance'][number]) => [
    name,
    s.people,
    s.images,
    s.mse,
    formatInterval(s.interval.mse),
    s.psnr,
    s.ssim,
    formatInterval(s.interval.ssim),
    s.unchanged.mse,
    s.unchanged.ssim,
  ];
  return [
    row('within 60°', score),
    ...score.byDistance.map((part) => row(`${part.from}° to ${part.to}°`, part)),
  ];
}

export function swapHead(who: string): readonly string[] {
  return ['group swapped', `pairs of ${who}`, 'mse', '95 %', 'psnr', 'ssim', 'without the swap: mse'];
}

export function swapRows(scores: Readonly<Record<string, SwapScore>>): (string | number)[][] {
  return Object.entries(scores).map(([group, s]) => [
    group,
    s.people,
    s.mse,
    formatInterval(s.interval.mse),
    s.psnr,
    s.ssim,
    s.unswapped.mse,
  ]);
}
