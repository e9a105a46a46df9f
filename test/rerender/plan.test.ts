import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import type { ModelDescription } from '../../src/model/description.js';
import { planRerender } from '../../src/rerender/plan.js';

const knots = [
  { value: -1, truth: -80 },
  { value: 1, truth: 80 },
];
const calibration = {
  unit: 'degree',
  min: -80,
  max: 80,
  knots,
  meanAbsoluteError: 1,
  spearman: 1,
  etaSquared: 1,
} as const;
const people = {
  mean: [0, 0],
  directions: [
    [1, 0],
    [0, 1],
  ],
  deviations: [1, 1],
};

const faces: ModelDescription = {
  architecture: { size: 16, encoder: [], decoder: [], code: 6 },
  groups: [
    { name: 'azimuth', units: 1, factors: ['azimuth'] },
    { name: 'light', units: 1, factors: ['light'] },
    { name: 'shape', units: 2, factors: ['shape'] },
    { name: 'texture', units: 2, factors: ['texture'] },
  ],
  data: { scene: 'faces', factors: [], aliases: { intrinsic: ['shape', 'texture'] } },
  training: { step: 1, batchSize: 20 },
  calibrations: {
    azimuth: { parameter: 'azimuth', ...calibration },
    light: { parameter: 'light', ...calibration },
  },
  directions: { shape: people, texture: people },
};

const frames = 3;
const towards = new Uint8Array(256);

describe('planRerender', () => {
  it('sweeps what it is asked for, or the first control', () => {
    const names = (vary: readonly string[]) =>
      planRerender(faces, { vary, frames }).plan.sweeps.map((one) => one.name);
    expect(names(['light', 'shape.2'])).toEqual(['light', 'shape.2']);
    expect(names([])).toEqual(['azimuth']);
  });

  it('morphs a group, an alias, or everything intrinsic', () => {
    const groups = (vary: readonly string[]) =>
      planRerender(faces, { vary, towards, frames }).plan.sweeps.map(
        (one) => one.kind === 'towards' && one.groups,
      );
    expect(groups(['shape', 'intrinsic'])).toEqual([['shape'], ['shape', 'texture']]);
    expect(groups([])).toEqual([['shape', 'texture']]);
    expect(groups(['azimuth+intrinsic'])).toEqual([['azimuth', 'shape', 'texture']]);
  });

  it('sets values, and says where one is outside the calibrated range', () => {
    const inside = planRerender(faces, { vary: [], set: { light: 40 }, frames });
    expect(inside.notices).toEqual([]);
    expect(inside.plan.settings.map(({ control, value }) => [control.name, value])).toEqual([['light', 40]]);
    expect(planRerender(faces, { vary: [], set: { light: -95, shape: 4 }, frames }).notices).toEqual([
      'light goes from -80° to 80° in what the model has seen; it is set to -80° instead of -95°.',
      'shape goes from -2.5σ to +2.5σ in what the model has seen; it is set to +2.5σ instead of +4.0σ.',
    ]);
  });

  it.each([
    [{ vary: ['azimut'], frames }, /nothing called azimut to turn\. Did you mean azimuth\?/],
    [{ vary: [], set: { ligt: 3 }, frames }, /nothing called ligt to turn\. Did you mean light\?/],
    [{ vary: ['textur'], towards, frames }, /no group called textur to morph\. Did you mean texture\?/],
  ])('refuses %j', (request, message) => {
    expect(() => planRerender(faces, request)).toThrow(UserError);
    expect(() => planRerender(faces, request)).toThrow(message);
  });
});
