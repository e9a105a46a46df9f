import { whoIs } from '../evaluation/people.js';
import { image } from '../evaluation/report/page.js';
import { byDistance } from '../evaluation/report/plots.js';
import { rerenderHead, rerenderRows } from '../evaluation/report/rows.js';
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
    return {
      numbers: score,
      claims: [
        { paper: 'rerender.mse', ours: score.mse },
        { paper: 'rerender.ssim', ours: score.ssim },
      ],
      blocks: [
        table(rerenderHead(whoIs(scene.name)), rerenderRows(score)),
        figure(image(await rerenderSheet(found)), 'Source above, true target, ours below', ['rerender']),
        figure(image(await errorSheet(found)), 'Where the error lies, for each target pose', ['rerender']),
        ...(['mse', 'ssim'] as const).map((key) => figure(byDistance(score, key), key, [key, 'unchanged'])),
      ],
    };
  },
};
