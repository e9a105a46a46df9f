import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calibration, toValue } from '../../src/code/calibration.js';
import { UserError } from '../../src/errors.js';
import { type PriorRequest, priorCodes } from '../../src/sampling/priorCodes.js';
import { CODE, tinyModel } from '../studio/tinyModel.js';

const { description } = await tinyModel();
const { azimuth, light } = description.calibrations as Readonly<Record<string, Calibration>>;
/** azimuth 0, shape 1 to 4, light 5, texture 6 to 11. */
const AZIMUTH = 0;
const LIGHT = 5;
const draw = (request: PriorRequest) => priorCodes(description, request).codes;
const seeds = fc.nat(1000);

describe('priorCodes', () => {
  it('gives person i whatever the count', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (seed, a, b) => {
        const least = Math.min(a, b);
        expect(draw({ count: a, seed }).slice(0, least)).toEqual(draw({ count: b, seed }).slice(0, least));
      }),
    );
  });

  it('gives other people for another seed, and nobody twice', () => {
    const codes = [...draw({ count: 30, seed: 1 }), ...draw({ count: 30, seed: 2 })];
    expect(new Set(codes.map((code) => code.join())).size).toBe(60);
  });

  it('sets exactly the calibrated value, and 0 degrees where nothing is given', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -80, max: 80, noNaN: true }), (seed, degrees) => {
        for (const code of draw({ count: 3, seed, set: { azimuth: degrees } })) {
          expect(code[AZIMUTH]).toBe(Math.fround(toValue(azimuth!, degrees)));
          expect(code[LIGHT]).toBe(Math.fround(toValue(light!, 0)));
        }
      }),
    );
  });

  it('shows the same people in another pose', () => {
    const frontal = draw({ count: 5 });
    const turned = draw({ count: 5, set: { azimuth: 50 }, vary: ['light'] });
    for (const [i, code] of frontal.entries())
      for (let u = 0; u < CODE; u++) if (u !== AZIMUTH && u !== LIGHT) expect(turned[i]![u]).toBe(code[u]);
  });

  it('draws every unit from a standard normal distribution times the temperature', () => {
    const count = 4000;
    for (const temperature of [1, 0.5]) {
      const codes = draw({ count, temperature, vary: ['azimuth', 'light'] });
      for (let u = 0; u < CODE; u++) {
        const mean = codes.reduce((sum, code) => sum + code[u]!, 0) / count;
        const square = codes.reduce((sum, code) => sum + code[u]! ** 2, 0) / count;
        // Five standard errors.
        expect(Math.abs(mean)).toBeLessThan((5 * temperature) / Math.sqrt(count));
        expect(Math.abs(square / temperature ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
      }
    }
  });

  it('draws the mean person at temperature 0', () => {
    for (const code of draw({ count: 4, temperature: 0, vary: ['azimuth', 'light'] }))
      expect(code.every((value) => value === 0)).toBe(true);
  });

  it('moves one direction of a group of many units, and leaves the others as they were drawn', () => {
    const before = draw({ count: 3 });
    for (const [i, code] of draw({ count: 3, set: { shape: 2 } }).entries()) {
      const along = 0.6 * code[1]! + 0.8 * (code[2]! - 0.1);
      expect(along).toBeCloseTo(2 * 0.9, 5);
      expect(code.slice(3)).toEqual(before[i]!.slice(3));
    }
  });

  it('draws everything where nothing is calibrated in degrees', () => {
    const units = draw({ count: 2, vary: ['azimuth', 'light'] });
    expect(priorCodes({ ...description, calibrations: {} }, { count: 2 }).codes).toEqual(units);
    const levels = {
      azimuth: { ...azimuth!, unit: 'level' as const },
      light: { ...light!, unit: 'level' as const },
    };
    expect(priorCodes({ ...description, calibrations: levels }, { count: 2 }).codes).toEqual(units);
  });

  it('says what lies beyond what the model has seen, and takes its end', () => {
    const { codes, notices } = priorCodes(description, { count: 1, set: { light: 95 } });
    expect(notices).toEqual([
      'light goes from -70° to 75° in what the model has seen; it is set to 75° instead of 95°.',
    ]);
    expect(codes[0]![LIGHT]).toBe(Math.fround(toValue(light!, 75)));
  });

  it.each<[PriorRequest, RegExp]>([
    [{ count: 0 }, /count is 0, but must be a whole number, at least 1/],
    [{ count: 2.5 }, /count is 2\.5, but must be a whole number/],
    [{ count: 1, temperature: -1 }, /temperature is -1, but must be a number, at least 0/],
    [{ count: 1, temperature: Number.NaN }, /temperature is NaN/],
    [{ count: 1, set: { azimut: 3 } }, /nothing called azimut to turn\. Did you mean azimuth\?/],
    [{ count: 1, set: { light: Number.NaN } }, /light is set to NaN, but must be a number.*from -70° to 75°/],
    [{ count: 1, vary: ['ligt'] }, /nothing called ligt to turn\. Did you mean light\?/],
    [{ count: 1, set: { light: 3 }, vary: ['light'] }, /light is set to 3 and shall vary, too/],
  ])('refuses %j', (request, message) => {
    expect(() => draw(request)).toThrow(UserError);
    expect(() => draw(request)).toThrow(message);
  });
});
