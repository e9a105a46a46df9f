import { describe, expect, test } from 'vitest';
import { gridLevelCounts } from '../../src/evaluation/levels.js';
import { gridSize } from '../../src/evaluation/metrics/factorGrid.js';
import { countPeople, peopleOf } from '../../src/evaluation/people.js';
import type { Factor } from '../../src/scene/scene.js';

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

describe('a grid of a few thousand images', () => {
  test('is of a hundred people, under three poses and lights each way', () => {
    expect(gridLevelCounts(faces, 2800)).toEqual([3, 3, 3, 10, 10]);
  });

  test('has more poses once there are enough people, and fewer people where images are few', () => {
    expect(gridLevelCounts(faces, 6400)).toEqual([4, 4, 4, 10, 10]);
    expect(gridLevelCounts(faces, 600)).toEqual([3, 3, 3, 5, 4]);
    expect(gridLevelCounts(faces, 40)).toEqual([2, 2, 2, 2, 2]);
  });

  test('is as even as it can be where there are no people', () => {
    const sprites = [level('shape', 3), level('scale', 6), level('x', 32)];
    const counts = gridLevelCounts(sprites, 200);
    expect(counts.slice(0, 2)).toEqual([3, 6]);
    expect(gridSize(counts)).toBeLessThanOrEqual(200);
    expect(counts[2]).toBe(11);
  });
});

test('people are told apart by their own coefficients, wherever they look', () => {
  const factors = [number('azimuth'), person('shape')];
  const who = peopleOf(Float32Array.of(0, 1, 2, 5, 1, 2, 0, 1, 3), factors)!;
  expect([...who]).toEqual([0, 0, 1]);
  expect(countPeople(who)).toBe(2);
  expect(peopleOf(Float32Array.of(1), [number('azimuth')])).toBeUndefined();
});
