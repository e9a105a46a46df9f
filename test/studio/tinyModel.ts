import type { Calibration } from '../../src/code/calibration.js';
import type { ModelFile } from '../../src/model/modelFile.js';
import { buildDecoder, buildEncoder } from '../../src/network/architecture.js';
import { initialise } from '../../src/network/initialise.js';
import { parametersOf } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { openScene } from '../../src/scene/openScene.js';

export const SIZE = 16;
export const CODE = 12;

/** A model of faces that has learnt nothing, but whose code and pictures depend on what goes in. */
export async function tinyModel(network: 'paper' | 'residual' = 'paper'): Promise<ModelFile> {
  const architecture = {
    ...{ size: SIZE, encoder: [4], decoder: [4, 4], code: CODE },
    // 12 pixels a cell of the coarsest map, so that the borders of 24 are cut off.
    ...(network === 'residual' && { residual: { encoderBlocks: [1], decoderBlocks: [1, 1], patch: 6 } }),
  };
  const networks = [buildEncoder(architecture), buildDecoder(architecture)];
  const parameters = parametersOf(...networks);
  for (const one of networks) initialise(one, parameters, new Random('tiny', one.name));
  // As if trained: a block starts as the identity.
  for (const { name } of parameters.specs)
    if (name.endsWith('.conv2.weight')) parameters.get(name).fill(0.05);
  for (const name of ['encoder.posterior.weight', 'decoder.linear.weight']) {
    const weights = parameters.get(name);
    for (let i = 0; i < weights.length; i++) weights[i]! *= 40;
  }
  const scene = await openScene('faces');
  return {
    parameters,
    description: {
      architecture,
      groups: [
        { name: 'azimuth', units: 1, factors: ['azimuth'] },
        { name: 'shape', units: 4, factors: ['shape'] },
        { name: 'light', units: 1, factors: ['light'] },
        { name: 'texture', units: 6, factors: ['texture'] },
      ],
      data: { scene: scene.name, factors: scene.factors, aliases: scene.aliases },
      training: { step: 1, batchSize: 20, validationLoss: 100 },
      calibrations: {
        azimuth: calibration('azimuth', -80, 80, [
          [-1.5, -75],
          [-0.5, -20],
          [0.25, 10],
          [1.75, 72],
        ]),
        light: calibration('light', -70, 75, [
          [2, -60],
          [-2, 65],
        ]),
      },
      directions: {
        shape: { mean: [0, 0.1, 0, 0], directions: [[0.6, 0.8, 0, 0]], deviations: [0.9] },
        texture: { mean: [0, 0, 0, 0, 0, 0], directions: [[1, 0, 0, 0, 0, 0]], deviations: [1.1] },
      },
    },
  };
}

function calibration(
  parameter: string,
  min: number,
  max: number,
  knots: readonly (readonly [value: number, truth: number])[],
): Calibration {
  return {
    parameter,
    unit: 'degree',
    min,
    max,
    knots: knots.map(([value, truth]) => ({ value, truth })),
    meanAbsoluteError: 5,
    spearman: 0.9,
    etaSquared: 0.8,
  };
}

/** Pictures [n, size, size] of noise, 0 to 1. */
export function noisePictures(n: number): Float32Array {
  const random = new Random('pictures', n);
  return Float32Array.from({ length: n * SIZE * SIZE }, () => random.uniform());
}

/** The same of sprites: what they are calibrated in are levels and degrees of their own. */
export async function tinySprites(): Promise<ModelFile> {
  const { parameters, description } = await tinyModel();
  const scene = await openScene('sprites');
  const [first, ...others] = scene.factors;
  const { name, unit } = first!.parameters[0] as { name: string; unit: Calibration['unit'] };
  const knots = [
    [-1, 0],
    [1, 2],
  ] as const;
  return {
    parameters,
    description: {
      ...description,
      groups: [
        { name: first!.name, units: 1, factors: [first!.name] },
        { name: 'others', units: CODE - 1, factors: others.map((factor) => factor.name) },
      ],
      data: { scene: scene.name, factors: scene.factors, aliases: scene.aliases },
      calibrations: { [first!.name]: { ...calibration(name, 0, 2, knots), unit } },
      directions: {
        others: {
          mean: Array(CODE - 1).fill(0),
          directions: [Array.from({ length: CODE - 1 }, (_, i) => (i === 0 ? 1 : 0))],
          deviations: [1],
        },
      },
    },
  };
}
