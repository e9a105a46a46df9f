import type { ModelDescription } from '../../src/model/description.js';
import type { Model } from '../../src/model/model.js';
import type { Scene } from '../../src/scene/scene.js';
import { dotScene } from '../training/dotScene.js';

export const SIZE = 16;
const UNITS = 3;

const description: ModelDescription = {
  architecture: { size: SIZE, encoder: [2], decoder: [2, 2], code: UNITS },
  groups: [
    { name: 'x', units: 1, factors: ['x'] },
    { name: 'glow', units: 2, factors: ['glow'] },
  ],
  data: { scene: 'dot', factors: dotScene.factors, aliases: {} },
  training: { step: 0, batchSize: 4 },
  calibrations: {
    x: {
      parameter: 'x',
      unit: 'degree',
      min: -45,
      max: 45,
      knots: [
        { value: -1, truth: -45 },
        { value: 1, truth: 45 },
      ],
      meanAbsoluteError: 0,
      spearman: 1,
      etaSquared: 1,
    },
  },
  directions: {},
};

interface Mix {
  into(code: Float32Array): Float32Array;
  outOf(code: Float32Array): Float32Array;
}

/**
 * A model that knows the truth: the scene remembers what it has drawn, the encoder looks it up, and the decoder
 * draws. `mix` turns the code that it gives, so that codes of any quality can be made.
 */
export function createOracle(mix: Mix = { into: (code) => code, outOf: (code) => code }): {
  readonly scene: Scene;
  readonly model: Model;
} {
  const drawn = new Map<string, Float32Array>();
  const scene: Scene = {
    ...dotScene,
    render(values, size) {
      const image = dotScene.render(values, size);
      drawn.set(Buffer.from(image).toString('base64'), values.slice());
      return image;
    },
  };
  const scale = Float32Array.of(45, 1, 1);
  return {
    scene,
    model: {
      description,
      async encode(images) {
        const rows = split(images, SIZE * SIZE).map((image) => {
          const bytes = Uint8Array.from(image, (grey) => Math.round(255 * grey));
          const values = drawn.get(Buffer.from(bytes).toString('base64'))!;
          return mix.into(values.map((value, i) => value / scale[i]!));
        });
        return { mu: join(rows), logVar: new Float32Array(rows.length * UNITS).fill(-20) };
      },
      async decode(codes) {
        return join(
          split(codes, UNITS).map((code) => {
            const values = mix.outOf(code).map((value, i) => value * scale[i]!);
            return Float32Array.from(dotScene.render(values, SIZE), (byte) => byte / 255);
          }),
        );
      },
      async dispose() {},
    },
  };
}

/** The oracle's code turned by 45 degrees in the plane of x and the first unit of glow: entangled. */
export const rotation: Mix = {
  into: ([a, b, c]) => Float32Array.of((a! + b!) * Math.SQRT1_2, (b! - a!) * Math.SQRT1_2, c!),
  outOf: ([a, b, c]) => Float32Array.of((a! - b!) * Math.SQRT1_2, (a! + b!) * Math.SQRT1_2, c!),
};

function split(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

function join(rows: readonly Float32Array[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => Array.from(row)));
}
