import type { Scene } from '../../src/scene/scene.js';

/** A bright blob at (x, y) of some brightness: the smallest world with something to disentangle. */
export const dotScene: Scene = {
  name: 'dot',
  factors: [
    {
      name: 'x',
      parameters: [{ name: 'x', unit: 'degree', prior: { kind: 'uniform', min: -45, max: 45 } }],
    },
    {
      name: 'glow',
      parameters: [
        { name: 'glow.1', unit: 'sigma', prior: { kind: 'normal' } },
        { name: 'glow.2', unit: 'sigma', prior: { kind: 'normal' } },
      ],
    },
  ],
  aliases: {},
  render([x, brightness, width], size) {
    const centre = (size / 2) * (1 + x! / 60);
    const spread = size * 0.15 * 1.3 ** width!;
    const bright = 180 + 30 * Math.max(-2, Math.min(2, brightness!));
    return Uint8Array.from({ length: size * size }, (_, i) => {
      const column = (i % size) + 0.5;
      return Math.round(bright / (1 + ((column - centre) / spread) ** 2));
    });
  },
};
