import { type Parameter, parametersOf, type Scene } from '../../src/scene/scene.js';

/** A scene that is drawn in no time and whose pixels tell its parameters. */
export const fakeScene: Scene = {
  name: 'fake',
  factors: [
    {
      name: 'azimuth',
      parameters: [{ name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -85.94, max: 85.94 } }],
    },
    {
      name: 'model',
      parameters: [{ name: 'model', unit: 'level', prior: { kind: 'level', count: 1000 } }],
    },
    { name: 'shape', parameters: coefficients('shape', 3) },
    { name: 'texture', parameters: coefficients('texture', 2) },
  ],
  aliases: { intrinsic: ['shape', 'texture'] },
  render(values, size) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return Uint8Array.from({ length: size * size }, (_, i) => bytes[i % bytes.length]!);
  },
};

export const fakeParameters: readonly Parameter[] = parametersOf(fakeScene);

function coefficients(name: string, count: number): Scene['factors'][number]['parameters'] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${name}.${i + 1}`,
    unit: 'sigma',
    prior: { kind: 'normal' },
  }));
}
