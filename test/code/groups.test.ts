import { expect, test } from 'vitest';
import {
  checkGroups,
  isOneNumber,
  pageGroups,
  paperGroups,
  placeGroups,
  trainedUnits,
} from '../../src/code/groups.js';
import type { Factor } from '../../src/scene/scene.js';

const factors: Factor[] = [
  ...['azimuth', 'elevation', 'light'].map(
    (name): Factor => ({
      name,
      parameters: [{ name, unit: 'degree', prior: { kind: 'uniform', min: -1, max: 1 } }],
    }),
  ),
  ...['shape', 'texture'].map(
    (name): Factor => ({
      name,
      parameters: [1, 2].map((i) => ({ name: `${name}.${i}`, unit: 'sigma', prior: { kind: 'normal' } })),
    }),
  ),
];

const sizes = (groups: readonly { name: string; units: number }[]) =>
  groups.map(({ name, units }) => `${name} ${units}`).join(', ');

test("the paper's layout of 200 units", () => {
  const groups = paperGroups(factors, 200);
  expect(sizes(groups)).toBe('azimuth 1, elevation 1, light 1, intrinsic 197');
  expect(groups[3]!.factors).toEqual(['shape', 'texture']);
  expect(placeGroups(groups).map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 200],
  ]);
});

test("the page's layout shares the rest between shape and texture", () => {
  expect(sizes(pageGroups(factors, 200))).toBe('azimuth 1, elevation 1, light 1, shape 98, texture 99');
  expect(sizes(pageGroups(factors.slice(0, 3), 10))).toBe('azimuth 3, elevation 3, light 4');
});

test('one large factor keeps its own name', () => {
  expect(sizes(paperGroups(factors.slice(0, 4), 10))).toBe('azimuth 1, elevation 1, light 1, shape 7');
});

test('both layouts fill any code that is large enough', () => {
  for (let code = 5; code < 40; code++)
    for (const layout of [paperGroups, pageGroups]) checkGroups(layout(factors, code), code, factors);
  expect(() => pageGroups(factors, 4)).toThrow(/at least 5/);
});

test('a batch trains the groups whose factors vary', () => {
  const groups = paperGroups(factors, 6);
  const trained = (...active: string[]) => trainedUnits(groups, active).join('');
  expect(trained('azimuth')).toBe('100000');
  expect(trained('texture')).toBe('000111');
  expect(trained('azimuth', 'light', 'shape', 'texture')).toBe('101111');
  expect(trained()).toBe('000000');
});

test.each([
  [
    'a sum that is not the code',
    [{ name: 'azimuth', units: 2, factors: ['azimuth'] }],
    /take 2 units.*has 3/,
  ],
  ['no units', [{ name: 'azimuth', units: 0, factors: ['azimuth'] }], /at least 1/],
  ['an unknown factor', [{ name: 'a', units: 3, factors: ['azimut'] }], /Did you mean azimuth/],
  [
    'a factor twice',
    [
      { name: 'a', units: 1, factors: ['light'] },
      { name: 'b', units: 2, factors: ['light'] },
    ],
    /Both a and b/,
  ],
  [
    'a name twice',
    [
      { name: 'a', units: 1, factors: ['light'] },
      { name: 'a', units: 2, factors: ['shape'] },
    ],
    /Two groups are called a/,
  ],
])('refuses %s', (_, groups, message) => {
  expect(() => checkGroups(groups, 3, factors)).toThrow(message);
});

test('a factor that goes full circle has four units, which are a direction', () => {
  const circular: Factor[] = factors.map((factor) =>
    factor.name === 'azimuth'
      ? {
          name: 'azimuth',
          parameters: [
            {
              name: 'azimuth',
              unit: 'degree',
              prior: { kind: 'uniform', min: -180, max: 180 },
              circular: true,
            },
          ],
        }
      : factor,
  );
  const groups = pageGroups(circular, 20);
  expect(sizes(groups)).toBe('azimuth 4, elevation 1, light 1, shape 7, texture 7');
  expect(groups.filter(isOneNumber).map(({ name }) => name)).toEqual(['azimuth', 'elevation', 'light']);
  expect(groups.map(({ circular: round }) => round === true)).toEqual([true, false, false, false, false]);
  for (const layout of [paperGroups, pageGroups])
    for (let code = 8; code < 20; code++) checkGroups(layout(circular, code), code, circular);
  expect(() => pageGroups(circular, 7)).toThrow(/at least 8/);
});
