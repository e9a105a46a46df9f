import type { RerenderScore } from '../rerendering.js';
import type { SwapScore } from '../swaps.js';
import { formatInterval } from './page.js';

/** Tables that the report and the reproduction of the paper share. */
export const RERENDER_HEAD = [
  'distance',
  'people',
  'images',
  'mse',
  '95 %',
  'psnr',
  'ssim',
  '95 %',
  'source unchanged: mse',
  'ssim',
] as const;

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

export const SWAP_HEAD = [
  'group swapped',
  'pairs of people',
  'mse',
  '95 %',
  'psnr',
  'ssim',
  'without the swap: mse',
] as const;

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
