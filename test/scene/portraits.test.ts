import { describe, expect, it } from 'vitest';
import { STILL } from '../../src/scene/circumstances.js';
import { createFaceScene } from '../../src/scene/faceScene.js';
import { parametersOf } from '../../src/scene/scene.js';
import { BACKGROUND, model, scene, valuesOf } from './people.js';

const SIZE = 64;
const portraits = createFaceScene(model, { varied: true });
const names = parametersOf(portraits).map(({ name }) => name);

/** Person 4, a little from the side, under these circumstances. */
function portrait(circumstances: Partial<typeof STILL> = {}): Uint8Array {
  const face = valuesOf({ person: 4, azimuth: 20, light: 30 });
  return portraits.render(
    Float32Array.from([...face, ...Object.values({ ...STILL, ...circumstances })]),
    SIZE,
  );
}

/** Middle and number of the pixels that are not background. */
function silhouette(image: Uint8Array): { column: number; row: number; area: number } {
  const seen = Array.from(image.keys()).filter((i) => image[i] !== BACKGROUND);
  const mean = (of: (i: number) => number): number => seen.reduce((sum, i) => sum + of(i), 0) / seen.length;
  return { column: mean((i) => i % SIZE), row: mean((i) => Math.floor(i / SIZE)), area: seen.length };
}

describe('portraits', () => {
  it('have the factors of faces and one for each circumstance', () => {
    expect(portraits.name).toBe('portraits');
    expect(names).toEqual([...parametersOf(scene).map(({ name }) => name), ...Object.keys(STILL)]);
  });

  it('are the faces where nothing but the face varies', () => {
    expect(portrait()).toEqual(scene.render(valuesOf({ person: 4, azimuth: 20, light: 30 }), SIZE));
    for (const { name, prior } of parametersOf(portraits).slice(-6)) {
      if (prior.kind !== 'uniform') throw new Error(name);
      const still = STILL[name as keyof typeof STILL];
      expect([prior.min < still, still < prior.max]).toEqual([true, true]);
    }
  });

  it('move and grow the head', () => {
    const still = silhouette(portrait());
    const moved = silhouette(portrait({ right: -5, up: 5, size: 90 }));
    const there = silhouette(portrait({ size: 90 }));
    expect(moved.column - there.column).toBeCloseTo(-0.05 * SIZE, 0);
    expect(moved.row - there.row).toBeCloseTo(-0.05 * SIZE, 0);
    expect(there.area / still.area).toBeCloseTo(0.81, 1);
  });

  it('change what is behind the head, and nothing on it', () => {
    const [dark, bright] = [0, 200].map((background) => portrait({ background }));
    expect([dark![0], bright![0]]).toEqual([0, 200]);
    const middle = (SIZE / 2) * SIZE + SIZE / 2;
    expect(dark![middle]).toBe(bright![middle]);
  });

  it('light the head from above or below, hard or soft', () => {
    const half = (image: Uint8Array, part: 'upper' | 'lower'): number => {
      const rows = part === 'upper' ? image.subarray(0, image.length / 2) : image.subarray(image.length / 2);
      return rows.reduce((sum, x) => sum + x, 0);
    };
    const ratio = (lamp: number): number => {
      const image = portrait({ lamp, background: 0 });
      return half(image, 'upper') / half(image, 'lower');
    };
    expect(ratio(60)).toBeGreaterThan(ratio(-15));
    const spread = (ambient: number): number => {
      const image = portrait({ ambient, background: 0 });
      const lit = [...image].filter((x) => x > 0).sort((a, b) => a - b);
      return lit[Math.floor(0.9 * lit.length)]! / lit[Math.floor(0.1 * lit.length)]!;
    };
    expect(spread(60)).toBeLessThan(spread(10));
  });
});
