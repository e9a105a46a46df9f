import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/code/calibration.js';
import type { CodeDescription } from '../../src/code/description.js';
import type { Group } from '../../src/code/groups.js';
import { principalDirections } from '../../src/code/principal.js';
import { UserError } from '../../src/errors.js';
import { Random } from '../../src/numeric/random.js';
import { controlsOf, findControl, formatValue } from '../../src/rerender/controls.js';
import { sweep, sweepTowards } from '../../src/rerender/sweep.js';

const groups = [
  { name: 'azimuth', units: 1, factors: ['azimuth'] },
  { name: 'shape', units: 3, factors: ['shape'] },
  { name: 'texture', units: 2, factors: ['texture'] },
];

/** An encoder whose azimuth unit falls with the angle, with noise, and whose shape is stretched. */
function describeModel(): CodeDescription & { groups: readonly Group[] } {
  const random = new Random(1, 'scales');
  const truth = Float32Array.from({ length: 500 }, () => random.uniform(-80, 80));
  const values = truth.map((angle) => -Math.tanh(angle / 60) + 0.05 * random.normal());
  const shapes = Float32Array.from({ length: 3 * 400 }, (_, i) => [3, 1, 0.2][i % 3]! * random.normal() + 1);
  const textures = Float32Array.from({ length: 2 * 400 }, () => random.normal());
  return {
    groups,
    calibrations: { azimuth: calibrate({ name: 'azimuth', unit: 'degree' }, values, truth) },
    directions: { shape: principalDirections(shapes, 3), texture: principalDirections(textures, 2) },
  };
}

const model = describeModel();
const controls = controlsOf(model);
/** Adding 0 makes the -0 that fast-check likes an ordinary 0. */
const unit = fc.float({ min: -4, max: 4, noNaN: true }).map((value) => value + 0);
const code = fc.array(unit, { minLength: 6, maxLength: 6 });

describe('controls', () => {
  it('are one for a calibrated group and one for each principal direction', () => {
    expect(controls.map((control) => control.name)).toEqual([
      ...['azimuth', 'shape', 'shape.2', 'shape.3', 'texture', 'texture.2'],
    ]);
  });

  it('stand where they were turned to', () => {
    fc.assert(
      fc.property(
        code,
        fc.constantFrom(...controls),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (z, control, t) => {
          const value = control.min + t * (control.max - control.min);
          const turned = control.turn(Float32Array.from(z), value);
          expect(control.read(turned)).toBeCloseTo(value, 3);
        },
      ),
    );
  });

  it('touch their own group alone, and leave the given code as it is', () => {
    fc.assert(
      fc.property(code, fc.constantFrom(...controls), (z, control) => {
        const before = Float32Array.from(z);
        const given = before.slice();
        const after = control.turn(given, 1);
        expect(given).toEqual(before);
        const first = { azimuth: 0, shape: 1, texture: 4 }[control.group]!;
        const units = groups.find((group) => group.name === control.group)!.units;
        for (let i = 0; i < 6; i++) if (i < first || i >= first + units) expect(after[i]).toBe(before[i]);
      }),
    );
  });

  it('keep the other directions of their group', () => {
    const [, first, second] = controls;
    const turned = first!.turn(second!.turn(new Float32Array(6), 1.5), -2);
    expect(second!.read(turned)).toBeCloseTo(1.5, 4);
  });

  it('move a unit without calibration in the deviations of its prior', () => {
    const [only] = controlsOf({ groups: groups.slice(0, 1), calibrations: {}, directions: {} });
    expect(only).toMatchObject({ name: 'azimuth', unit: 'sigma', min: -2.5, max: 2.5 });
    expect([...only!.turn(new Float32Array([0.5, 7]), 2)]).toEqual([2, 7]);
  });

  it('end at the end of their range', () => {
    for (const control of controls) {
      const zero = new Float32Array(6);
      expect(control.turn(zero, 1e6)).toEqual(control.turn(zero, control.max));
      expect(control.turn(zero, -1e6)).toEqual(control.turn(zero, control.min));
    }
  });

  it('are found by name, or the nearest is suggested', () => {
    expect(findControl(controls, 'shape.2').name).toBe('shape.2');
    expect(() => findControl(controls, 'azimut')).toThrow(UserError);
    expect(() => findControl(controls, 'azimut')).toThrow(/Did you mean azimuth\? It has azimuth, shape,/);
  });

  it('print their values as people read them', () => {
    expect([-40.4, -0.2, 12].map((value) => formatValue('degree', value))).toEqual(['-40°', '0°', '12°']);
    expect([-1.5, -0.01, 2.5].map((value) => formatValue('sigma', value))).toEqual([
      '-1.5σ',
      '0.0σ',
      '+2.5σ',
    ]);
    expect(formatValue('level', 3)).toBe('3');
  });
});

describe('sweep', () => {
  it('runs from end to end, always onwards', () => {
    for (const control of controls) {
      const values = sweep(new Float32Array(6), control, 25).map((step) => control.read(step.code));
      expect(values[0]).toBeCloseTo(control.min, 4);
      expect(values.at(-1)).toBeCloseTo(control.max, 4);
      for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]!);
    }
  });

  it('of one frame stands in the middle', () => {
    const [only, ...rest] = sweep(new Float32Array(6), controls[1]!, 1);
    expect(rest).toEqual([]);
    expect(controls[1]!.read(only!.code)).toBeCloseTo(0, 6);
  });
});

describe('sweepTowards', () => {
  it('has both ends exact and leaves the other groups', () => {
    fc.assert(
      fc.property(code, code, fc.integer({ min: 2, max: 9 }), (a, b, frames) => {
        const from = Float32Array.from(a);
        const to = Float32Array.from(b);
        const steps = sweepTowards(from, to, groups, ['shape'], frames);
        expect(steps.length).toBe(frames);
        expect(steps[0]!.code).toEqual(from);
        const end = from.slice();
        end.set(to.subarray(1, 4), 1);
        expect(steps.at(-1)!.code).toEqual(end);
      }),
    );
  });
});
