import { image } from '../evaluation/report/page.js';
import { byDistance } from '../evaluation/report/plots.js';
import { errorSheet, rerenderSheet } from '../evaluation/report/sheets.js';
import { measureRerendering, rerenderCount } from '../evaluation/rerendering.js';
import { figure, note, table } from './blocks.js';
import { counter } from './counter.js';
import type { Part } from './part.js';

export const novelViews: Part = {
  name: 'novel-views',
  title: 'Novel views of unseen people',
  shownIn: 'paper, section 4.1: the 3D engine that the decoder has learnt',
  stage: 'measure',
  comparesTwin: false,
  async run({ model, scene, source }, onWork) {
    const count = counter(rerenderCount(model, scene), onWork);
    const found = await measureRerendering(model, scene, source.info.seed, count);
    if (found === undefined)
      return {
        numbers: {},
        claims: [],
        blocks: [note('No unit of this code can be set to a pose or a light.')],
      };
    const { score } = found;
    const row = (name: string, s: typeof score | (typeof score.byDistance)[number]) => [
      name,
      s.images,
      s.mse,
      s.psnr,
      s.ssim,
      s.unchanged.mse,
      s.unchanged.ssim,
    ];
    return {
      numbers: score,
      claims: [
        { paper: 'rerender.mse', ours: score.mse },
        { paper: 'rerender.ssim', ours: score.ssim },
      ],
      blocks: [
        table(
          ['distance', 'images', 'mse', 'psnr', 'ssim', 'source unchanged: mse', 'ssim'],
          [
            row('within 60°', score),
            ...score.byDistance.map((part) => row(`${part.from}° to ${part.to}°`, part)),
          ],
        ),
        figure(image(await rerenderSheet(found)), 'Source above, true target, ours below', ['rerender']),
        figure(image(await errorSheet(found)), 'Where the error lies, for each target pose', ['rerender']),
        ...(['mse', 'ssim'] as const).map((key) => figure(byDistance(score, key), key, [key, 'unchanged'])),
      ],
    };
  },
};
