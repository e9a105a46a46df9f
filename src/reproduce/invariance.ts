import { encodeImages } from '../evaluation/encodeImages.js';
import { scalarFactors } from '../evaluation/encoder.js';
import { cosineCurves, invarianceMatrix } from '../evaluation/invariance.js';
import { movementImages, readMovements } from '../evaluation/movements.js';
import { cosines, matrix } from '../evaluation/report/plots.js';
import { readTestImages } from '../evaluation/testImages.js';
import { figure } from './blocks.js';
import { counter } from './counter.js';
import type { Part } from './part.js';

export const invariance: Part = {
  name: 'invariance',
  title: 'Invariance and equivariance',
  shownIn: "paper, section 4.1: the code's groups while one factor moves",
  stage: 'measure',
  comparesTwin: false,
  async run({ model, source, scale }, onWork) {
    const test = await readTestImages(source, scale.images);
    const count = counter(test.count + movementImages(model, source), onWork);
    const posteriors = await encodeImages(model, test.images, count);
    const movements = await readMovements(model, source, count);
    const { groups } = model.description;
    const moved = invarianceMatrix(groups, movements, posteriors);
    const points = cosineCurves(groups, movements, scalarFactors(source.info.factors), posteriors);
    const factors = [...new Set(points.map(({ factor }) => factor))];
    return {
      numbers: moved,
      claims: [],
      blocks: [
        figure(matrix(moved), 'How far each group moves, against what moves', ['invariance']),
        ...factors.map((factor) => figure(cosines(points, factor), `While ${factor} moves`, ['cosine'])),
      ],
    };
  },
};
