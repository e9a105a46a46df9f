import { describe, expect, test } from 'vitest';
import { canTryBlind, measureBlindTrials } from '../../src/evaluation/blindTrial.js';
import { type Likeness, nearestShare } from '../../src/evaluation/likeness.js';
import { createOracle } from './oracle.js';

/** Draws the dot where it should be, but one and the same dot for everybody. */
const blind = {
  into: ([x]: Float32Array) => Float32Array.of(x!, 0, 0),
  outOf: (code: Float32Array) => code,
};

describe('the blind trial', () => {
  test('finds everybody in the pictures of a perfect re-renderer, but few in sources as they are', async () => {
    const { model, scene } = createOracle();
    const counts: number[] = [];
    const found = await measureBlindTrials(model, scene, 3, undefined, (count) => counts.push(count));
    expect(found!.byError.rerendered.value).toBe(1);
    expect(found!.byError.rerendered.high).toBe(1);
    expect(found!.byError.rerendered.low).toBeGreaterThan(0.98);
    expect(found!.byError.unchanged.value).toBeLessThan(0.3);
    expect(found).toMatchObject({ trials: 8, among: 50, people: 400, chance: 0.02 });
    expect(counts).toEqual(Array(8).fill(50));
    expect(found!.byRecogniser).toBeUndefined();
  });

  test('is chance where re-renderings ignore the person', async () => {
    const { model, scene } = createOracle(blind);
    const { byError } = (await measureBlindTrials(model, scene, 3, undefined))!;
    expect(byError.rerendered.value).toBeCloseTo(1 / 50, 12);
  });

  test('goes by a recogniser as well, of true pictures against guesses', async () => {
    const { model, scene } = createOracle();
    const seen: number[] = [];
    const recogniser: Likeness = async (truths, guesses) => {
      seen.push(truths.length, guesses.length);
      // Takes everybody for the next person but the last.
      return Array.from({ length: 50 }, (_, i) =>
        Float32Array.from({ length: 50 }, (_, j) => (j === Math.min(49, i + 1) ? 1 : 0)),
      );
    };
    const { byRecogniser } = (await measureBlindTrials(model, scene, 3, recogniser))!;
    expect(byRecogniser!.rerendered.value).toBeCloseTo(1 / 50, 12);
    expect(new Set(seen)).toEqual(new Set([50 * 16 * 16]));
  });

  test('takes people, and something to set', async () => {
    const { model, scene } = createOracle();
    const [x] = scene.factors;
    expect(canTryBlind(model, scene)).toBe(true);
    expect(canTryBlind(model, { ...scene, factors: [x!] })).toBe(false);
    const uncalibrated = { ...model, description: { ...model.description, calibrations: {} } };
    expect(await measureBlindTrials(uncalibrated, scene, 3, undefined)).toBeUndefined();
  });
});

test('the nearest of several equals is drawn by lots', () => {
  const rows = [
    [3, 1, 2],
    [1, 1, 0],
    [5, 5, 0],
  ];
  expect(nearestShare(rows)).toEqual([1, 0.5, 0]);
});
