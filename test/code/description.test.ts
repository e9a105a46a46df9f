import { expect, test } from 'vitest';
import { describeCode } from '../../src/code/description.js';
import { spriteFactors } from '../../src/scene/spriteScene.js';

test('units of numbers are calibrated, of classes are not, and groups of several units get directions', () => {
  const groups = [
    { name: 'shape', units: 1, factors: ['shape'] },
    { name: 'scale', units: 1, factors: ['scale'] },
    { name: 'rotation', units: 2, factors: ['rotation'] },
    { name: 'x+y', units: 1, factors: ['x', 'y'] },
  ];
  const truth = Float32Array.from({ length: 60 * 5 }, (_, i) => Math.floor(i / 5) % 3);
  const mu = Float32Array.from({ length: 60 * 5 }, (_, i) => Math.floor(i / 5) % 3);
  const { calibrations, directions } = describeCode(groups, spriteFactors, mu, truth);
  expect(Object.keys(calibrations)).toEqual(['scale']);
  expect(calibrations.scale).toMatchObject({
    parameter: 'scale',
    unit: 'level',
    meanAbsoluteError: 0,
    etaSquared: 1,
  });
  expect(Object.keys(directions)).toEqual(['rotation']);
});
