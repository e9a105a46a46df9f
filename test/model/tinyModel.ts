import type { ModelDescription } from '../../src/model/description.js';
import type { ModelFile } from '../../src/model/modelFile.js';
import { buildDecoder, buildEncoder } from '../../src/network/architecture.js';
import { initialise } from '../../src/network/initialise.js';
import { parametersOf } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { dotScene } from '../training/dotScene.js';

const architecture = { size: 8, encoder: [2], decoder: [2, 2], code: 4 };
const description: ModelDescription = {
  architecture,
  groups: [
    { name: 'x', units: 1, factors: ['x'] },
    { name: 'glow', units: 3, factors: ['glow'] },
  ],
  data: { scene: 'dot', factors: dotScene.factors, aliases: {} },
  training: { step: 7, batchSize: 4, validationLoss: 30.5 },
  calibrations: {
    x: {
      parameter: 'x',
      unit: 'degree',
      min: -45,
      max: 45,
      knots: [
        { value: 1, truth: -40 },
        { value: -1.5, truth: 41 },
      ],
      meanAbsoluteError: 3,
      spearman: -0.9,
      etaSquared: 0.8,
    },
  },
  directions: { glow: { mean: [0, 1, 2], directions: [[1, 0, 0]], deviations: [0.7] } },
};
const parameters = parametersOf(buildEncoder(architecture), buildDecoder(architecture));
for (const network of [buildEncoder(architecture), buildDecoder(architecture)])
  initialise(network, parameters, new Random('model', network.name));

/** Of 8 x 8 images, with random numbers. */
export const tinyModel: ModelFile = { description, parameters };
