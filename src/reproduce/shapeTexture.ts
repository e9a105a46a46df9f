import { whoIs } from '../evaluation/people.js';
import { image } from '../evaluation/report/page.js';
import { swapHead, swapRows } from '../evaluation/report/rows.js';
import { swapSheet } from '../evaluation/report/sheets.js';
import { measureSwaps } from '../evaluation/swaps.js';
import { figure, table } from './blocks.js';
import { PAPER } from './paper.js';
import type { Part } from './part.js';
import { showTurning, turnable } from './showRerendering.js';

export const shapeTexture: Part = {
  name: 'shape-texture',
  title: 'Other shapes, other textures',
  shownIn: 'project page: the shape and texture variations',
  stage: 'measure',
  comparesTwin: false,
  async run(bench, onWork) {
    const films = await showTurning(bench, turnable(bench, 'sigma'), onWork);
    const found = await measureSwaps(bench.model, bench.scene, bench.source.info.seed);
    const scores = Object.entries(found.scores);
    return {
      numbers: found.scores,
      claims: scores.flatMap(([group, { mse }]) => {
        const paper = `${group}.swap`;
        return Object.hasOwn(PAPER, paper) ? [{ paper, ours: mse }] : [];
      }),
      blocks: [
        ...films,
        table(swapHead(whoIs(bench.scene.name)), swapRows(found.scores)),
        ...(await Promise.all(
          scores.map(async ([group]) =>
            figure(image(await swapSheet(found, group)), `${group} of B given to A`, ['swaps']),
          ),
        )),
      ],
    };
  },
};
