import type { Model } from '../../src/model/model.js';
import type { Scene } from '../../src/scene/scene.js';

/** The left half is as bright as the azimuth, the right half as the one coefficient of shape. */
export const brightScene: Scene = {
  name: 'bright',
  factors: [
    {
      name: 'azimuth',
      parameters: [{ name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -90, max: 90 } }],
    },
    { name: 'shape', parameters: [{ name: 'shape.1', unit: 'sigma', prior: { kind: 'normal' } }] },
  ],
  aliases: {},
  render([azimuth, shape], size) {
    const left = 128 + azimuth!;
    const right = 128 + 30 * shape!;
    return Uint8Array.from({ length: size * size }, (_, i) =>
      Math.max(0, Math.min(255, Math.round(i % size < size / 2 ? left : right))),
    );
  },
};

const SIZE = 8;

/** Its two units see the sum and the difference of the halves, each with a deviation of 0.05. */
export const brightModel: Model = {
  description: {
    architecture: { size: SIZE, encoder: [], decoder: [], code: 2 },
    groups: [{ name: 'both', units: 2, factors: ['azimuth', 'shape'] }],
    data: { scene: 'bright', factors: brightScene.factors, aliases: {} },
    training: { step: 0, batchSize: 1 },
    calibrations: {},
    directions: {},
  },
  async encode(images) {
    const n = images.length / SIZE ** 2;
    const mu = new Float32Array(2 * n);
    for (let i = 0; i < n; i++) {
      const left = images[i * SIZE ** 2]!;
      const right = images[(i + 1) * SIZE ** 2 - 1]!;
      mu.set([left + right, left - right], 2 * i);
    }
    return { mu, logVar: new Float32Array(2 * n).fill(2 * Math.log(0.05)) };
  },
  decode: async () => new Float32Array(),
  dispose: async () => {},
};
