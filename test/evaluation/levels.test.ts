import { describe, expect, test } from 'vitest';
import { encodeLevels } from '../../src/evaluation/disentanglement.js';
import { levelCounts } from '../../src/evaluation/levels.js';
import { mig } from '../../src/evaluation/metrics/mig.js';
import { mutualInformation } from '../../src/evaluation/metrics/mutualInformation.js';
import { countPeople, peopleOf } from '../../src/evaluation/people.js';
import { Random } from '../../src/numeric/random.js';
import type { Factor } from '../../src/scene/scene.js';
import { equalBins } from '../../src/statistics/eta2.js';
import { createOracle } from './oracle.js';

const number = (name: string): Factor => ({
  name,
  parameters: [{ name, unit: 'degree', prior: { kind: 'uniform', min: -1, max: 1 } }],
});
const person = (name: string): Factor => ({
  name,
  parameters: [1, 2].map((i) => ({ name: `${name}.${i}`, unit: 'sigma', prior: { kind: 'normal' } })),
});
const level = (name: string, count: number): Factor => ({
  name,
  parameters: [{ name, unit: 'level', prior: { kind: 'level', count } }],
});
const faces = [number('azimuth'), number('elevation'), number('light'), person('shape'), person('texture')];

describe('levels', () => {
  test("are dSprites' own, as published scores have them", () => {
    const sprites = [
      level('shape', 3),
      level('scale', 6),
      level('rotation', 40),
      level('x', 32),
      level('y', 32),
    ];
    expect(levelCounts(sprites, 10_000)).toEqual([3, 6, 40, 32, 32]);
    expect(levelCounts(sprites, 2800)).toEqual([3, 6, 40, 32, 32]);
  });

  test('of faces are twenty of pose and light, and a hundred people; fewer where images are few', () => {
    expect(levelCounts(faces, 2800)).toEqual([20, 20, 20, 10, 10]);
    expect(levelCounts(faces, 300)).toEqual([10, 10, 10, 10, 10]);
    expect(levelCounts(faces, 40)).toEqual([2, 2, 2, 2, 2]);
  });

  test('are drawn equally often, and independently of each other', async () => {
    const { model, scene } = createOracle();
    const { labels, levels, codes } = await encodeLevels(model, scene, 1, 1200);
    expect(levels).toEqual([20, 10]);
    for (const [k, column] of labels.entries()) {
      const counts = new Array<number>(levels[k]!).fill(0);
      for (const label of column) counts[label]!++;
      expect(new Set(counts)).toEqual(new Set([1200 / levels[k]!]));
    }
    // (20 - 1)(10 - 1) / 2n is what independent columns share by chance.
    expect(mutualInformation(labels[0]!, labels[1]!)).toBeCloseTo((19 * 9) / 2400, 1);
    // The oracle's first unit is x itself, from -1 to 1 in the middles of twenty parts.
    expect(codes[0]![0]).toBeCloseTo((2 * (labels[0]![0]! + 0.5)) / 20 - 1, 5);
  });

  test('decide the gap in information: of a unit with noise it is larger on five than on forty', () => {
    const random = new Random('gap');
    const truth = Float64Array.from({ length: 20_000 }, () => random.uniform());
    const codes = [truth.map((x) => x + 0.08 * random.normal()), truth.map(() => random.normal())];
    const gap = (count: number) => mig({ codes, labels: [equalBins(truth, count)] });
    expect(gap(5)).toBeGreaterThan(0.6);
    expect(gap(40)).toBeLessThan(0.45);
  });
});

test('people are told apart by their own coefficients, wherever they look', () => {
  const factors = [number('azimuth'), person('shape')];
  const who = peopleOf(Float32Array.of(0, 1, 2, 5, 1, 2, 0, 1, 3), factors)!;
  expect([...who]).toEqual([0, 0, 1]);
  expect(countPeople(who)).toBe(2);
  expect(peopleOf(Float32Array.of(1), [number('azimuth')])).toBeUndefined();
  // Of pictures whose angle is known, but not whom they show.
  expect(
    peopleOf(Float32Array.of(1, 2), [number('azimuth'), { name: 'identity', parameters: [] }]),
  ).toBeUndefined();
});
