import { encodeImages } from '../evaluation/encodeImages.js';
import { evidenceDecodings, measureEvidence } from '../evaluation/evidence.js';
import { bars } from '../evaluation/report/plots.js';
import { readTestImages } from '../evaluation/testImages.js';
import { figure, table } from './blocks.js';
import { counter } from './counter.js';
import type { Part } from './part.js';

export const reconstruction: Part = {
  name: 'reconstruction',
  title: 'Reconstruction and evidence',
  shownIn: "the authors' saved logs",
  stage: 'measure',
  comparesTwin: false,
  async run({ model, source, scale }, onWork) {
    const test = await readTestImages(source, scale.images);
    const count = counter(test.count + evidenceDecodings(test.count), onWork);
    const posteriors = await encodeImages(model, test.images, count);
    const found = await measureEvidence(model, test, posteriors, count);
    return {
      numbers: found,
      claims: [
        { paper: 'elboPerPixel', ours: found.elbo / source.info.size ** 2 },
        { paper: 'reconstruction', ours: found.mse },
      ],
      blocks: [
        table(
          ['mse', 'psnr', 'bits per pixel', 'elbo', 'kl', 'active units', 'importance-weighted'],
          [
            [
              found.mse,
              found.psnr,
              found.bitsPerPixel,
              found.elbo,
              found.kl,
              found.activeUnits,
              found.importanceWeighted.bound,
            ],
          ],
        ),
        figure(bars(found.klPerGroup, 'nats an image'), 'KL of each group', ['klPerGroup']),
        figure(bars(found.activeUnitsPerGroup, 'units'), 'Active units of each group', ['activeUnits']),
      ],
    };
  },
};
