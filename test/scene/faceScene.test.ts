import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFaceScene } from '../../src/scene/faceScene.js';
import { parametersOf } from '../../src/scene/scene.js';
import { BACKGROUND, difference, draw, mirrored, model, scene, type View, valuesOf } from './people.js';

const CORNERS: View[] = [-85.94, 0, 85.94].flatMap((azimuth) =>
  [-22.92, 0, 22.92].map((elevation) => ({ azimuth, elevation })),
);

describe('face scene', () => {
  it('declares the paper’s factors with units and ranges', () => {
    expect(scene.factors.map((factor) => factor.name)).toEqual([
      'azimuth',
      'elevation',
      'light',
      'shape',
      'texture',
    ]);
    const [azimuth, elevation, light, shape] = parametersOf(scene);
    expect(azimuth).toMatchObject({ unit: 'degree', prior: { kind: 'uniform', max: (1.5 * 180) / Math.PI } });
    expect(elevation).toMatchObject({
      unit: 'degree',
      prior: { kind: 'uniform', max: (0.4 * 180) / Math.PI },
    });
    expect(light).toMatchObject({ unit: 'degree', prior: { kind: 'uniform', min: -80, max: 80 } });
    expect(shape).toEqual({ name: 'shape.1', unit: 'sigma', prior: { kind: 'normal' } });
    expect(new Set(parametersOf(scene).map(({ name }) => name)).size).toBe(3 + 40 + 24);
    expect(scene.aliases).toEqual({ intrinsic: ['shape', 'texture'] });
  });

  it('draws the same bits as on every other machine', () => {
    const sha256 = (image: Uint8Array): string =>
      createHash('sha256').update(image).digest('hex').slice(0, 16);
    const view: View = { azimuth: 40, elevation: -15, light: 60, person: 5 };
    expect({
      mean: sha256(draw({})),
      corner: sha256(draw({ azimuth: 85.94, elevation: 22.92, light: -80, person: 1 })),
      person: sha256(draw(view)),
      small: sha256(draw(view, 32)),
      colour: sha256(scene.render(valuesOf(view), 150, 3)),
      shadows: sha256(draw(view, 150, { shadows: true })),
    }).toMatchInlineSnapshot(`
      {
        "colour": "d6c489ae35614f45",
        "corner": "cbc97d1b0d4cb0e0",
        "mean": "ea6997bbbd8ee908",
        "person": "204fe903abc364c0",
        "shadows": "9fc480fa0b697758",
        "small": "3f09866913a3588a",
      }
    `);
  });

  it('is pure: the order of calls, of sizes and of channels changes nothing', () => {
    const views: [View, number, 1 | 3][] = [
      [{ person: 1 }, 64, 1],
      [{ person: 1, azimuth: 30 }, 64, 3],
      [{ person: 2, light: 50 }, 48, 1],
      [{ person: 1 }, 64, 1],
      [{}, 64, 3],
    ];
    const fresh = views.map(([view, size, channels]) =>
      createFaceScene(model).render(valuesOf(view), size, channels),
    );
    for (const order of [views.keys(), [...views.keys()].reverse(), [2, 2, 0, 4, 1, 3, 0]]) {
      for (const i of order) {
        const [view, size, channels] = views[i]!;
        expect(scene.render(valuesOf(view), size, channels)).toEqual(fresh[i]);
      }
    }
  });

  it('keeps what it was given, and what it gave, apart from later calls', () => {
    const values = valuesOf({ person: 3 });
    const before = values.slice();
    const first = scene.render(values, 48);
    const copy = first.slice();
    values[10]! += 2;
    expect(scene.render(values, 48)).not.toEqual(copy);
    expect(first).toEqual(copy);
    values[10] = before[10]!;
    expect(scene.render(values, 48)).toEqual(copy);
    expect(values).toEqual(before);
  });

  it('mirrors the picture when pose and light are mirrored', () => {
    for (const person of [undefined, 1, 2]) {
      const who = person === undefined ? {} : { person };
      const left = draw({ azimuth: -35, elevation: 10, light: -50, ...who });
      const right = draw({ azimuth: 35, elevation: 10, light: 50, ...who });
      expect(difference(mirrored(left, 150), right)).toBeLessThan(0.05);
      expect(difference(left, right)).toBeGreaterThan(5);
    }
  });

  it('shows the right side brighter the farther the light moves to the right', () => {
    const excess = [-80, -40, 0, 40, 80].map((light) => {
      const image = draw({ light });
      return image.reduce((sum, x, i) => sum + (i % 150 >= 75 ? x : -x), 0) / image.length;
    });
    expect(excess.every((x, i) => i === 0 || x > excess[i - 1]!)).toBe(true);
    expect(excess[4]!).toBeGreaterThan(10);
    expect(Math.abs(excess[2]!)).toBeLessThan(0.5);
  });

  it('turns the face to the right for positive azimuth, and up for positive elevation', () => {
    // Skin is brighter than hair: the bright part of the picture moves with the face.
    const centre = (view: View): { x: number; y: number } => {
      const image = draw(view);
      const bright = [...image.keys()].filter((i) => image[i]! > 100);
      const mean = (pick: (i: number) => number): number =>
        bright.reduce((sum, i) => sum + pick(i), 0) / bright.length;
      return { x: mean((i) => i % 150), y: mean((i) => Math.floor(i / 150)) };
    };
    expect(centre({ azimuth: 60 }).x).toBeGreaterThan(centre({}).x + 5);
    expect(centre({ azimuth: -60 }).x).toBeLessThan(centre({}).x - 5);
    expect(centre({ elevation: 20 }).y).toBeLessThan(centre({ elevation: -20 }).y - 5);
  });

  it('keeps the head inside the picture at every corner of the poses, and lets it fill the picture', () => {
    for (const view of CORNERS) {
      for (const [person, sigma] of [
        [0, 0],
        [1, 1],
        [2, 1],
        [3, 3],
        [4, 3],
      ] as const) {
        const { left, right, top, bottom } = boundingBox(draw({ ...view, light: 40, person, sigma }));
        expect(left > 0 && top > 0 && right < 149 && bottom < 149).toBe(true);
        expect(Math.max(right - left, bottom - top)).toBeGreaterThan(0.7 * 150);
      }
    }
  });

  it('changes little when there are more samples', () => {
    const view: View = { azimuth: 25, light: 40, person: 7 };
    const fine = draw(view, 150, { supersampling: 8 });
    expect(difference(draw(view, 150, { supersampling: 2 }), fine)).toBeLessThan(0.7);
    expect(difference(draw(view, 150, { supersampling: 4 }), fine)).toBeLessThan(0.4);
  });

  it('casts shadows that only ever darken', () => {
    const view: View = { light: 60, person: 7 };
    const open = draw(view);
    const shaded = draw(view, 150, { shadows: true });
    expect(shaded.every((x, i) => x <= open[i]!)).toBe(true);
    expect(difference(open, shaded)).toBeGreaterThan(0.2);
    // Seen from the lamp there are no shadows to see, but for a grazing few.
    const front = difference(draw({ elevation: 20 }), draw({ elevation: 20 }, 150, { shadows: true }));
    expect(front).toBeLessThan(0.2);
  });

  it('draws grey as the luma of the colours', () => {
    const values = valuesOf({ azimuth: 20, light: 30, person: 9 });
    const grey = scene.render(values, 64);
    const colour = scene.render(values, 64, 3);
    const luma = grey.map((_, i) =>
      Math.round(0.299 * colour[i * 3]! + 0.587 * colour[i * 3 + 1]! + 0.114 * colour[i * 3 + 2]!),
    );
    expect(difference(grey, luma)).toBeLessThan(0.6);
  });

  it('draws a head whatever the parameters', () => {
    const value = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);
    fc.assert(
      fc.property(
        fc.double({ min: -85.94, max: 85.94, noNaN: true }),
        fc.double({ min: -22.92, max: 22.92, noNaN: true }),
        fc.double({ min: -80, max: 80, noNaN: true }),
        fc.array(value, { minLength: 64, maxLength: 64 }),
        fc.constantFrom(24, 40, 64),
        (azimuth, elevation, light, coefficients, size) => {
          const values = valuesOf({ azimuth, elevation, light });
          values.set(coefficients, 3);
          const image = scene.render(values, size);
          const covered = image.filter((x) => x !== BACKGROUND).length / image.length;
          expect(covered).toBeGreaterThan(0.2);
          expect(covered).toBeLessThan(0.8);
          // A NaN would have turned into black; so does the blackest hair, but not half the picture.
          expect(image.filter((x) => x === 0).length / image.length).toBeLessThan(0.5);
          expect(Math.max(...image)).toBeGreaterThan(BACKGROUND);
        },
      ),
      { numRuns: 60 },
    );
  });
});

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boundingBox(image: Uint8Array): Box {
  const box: Box = { left: 150, right: -1, top: 150, bottom: -1 };
  image.forEach((x, i) => {
    if (x === BACKGROUND) return;
    const column = i % 150;
    const row = (i - column) / 150;
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  });
  return box;
}
