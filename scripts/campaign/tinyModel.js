import { buildDecoder, buildEncoder } from '../../dist/network/architecture.js';
import { initialise } from '../../dist/network/initialise.js';
import { parametersOf } from '../../dist/network/tensors.js';
import { Random } from '../../dist/numeric/random.js';
import { openScene } from '../../dist/scene/openScene.js';

/** A model file's content that has learnt nothing. */
export async function tinyModel() {
  const architecture = { size: 16, encoder: [4], decoder: [4, 4], code: 4 };
  const networks = [buildEncoder(architecture), buildDecoder(architecture)];
  const parameters = parametersOf(...networks);
  for (const one of networks) initialise(one, parameters, new Random('tiny', one.name));
  const { name, factors, aliases } = await openScene('faces');
  const description = {
    architecture,
    groups: [
      { name: 'azimuth', units: 1, factors: ['azimuth'] },
      { name: 'light', units: 1, factors: ['light'] },
      { name: 'page', units: 2, factors: ['shape', 'texture'] },
    ],
    data: { scene: name, factors, aliases },
    training: { step: 1, batchSize: 20, validationLoss: 100 },
    calibrations: {},
    directions: {},
  };
  return { parameters, description };
}
