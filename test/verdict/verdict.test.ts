import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLogistic } from '../../src/statistics/fitLogistic.js';
import { logit } from '../../src/statistics/logistic.js';
import { covered } from '../../src/verdict/covered.js';
import { evidenceOf } from '../../src/verdict/evidence.js';
import { judge } from '../../src/verdict/verdict.js';
import { draw } from '../scene/people.js';

const SIZE = 64;
const shown = (view: Parameters<typeof draw>[0]): Float32Array =>
  Float32Array.from(draw(view, SIZE), (x) => x / 255);
const groups = [
  { name: 'azimuth', units: 1, factors: ['azimuth'] },
  { name: 'shape', units: 3, factors: ['shape'] },
];
const posterior = { mu: Float32Array.of(5, 1, 1, 1), logVar: Float32Array.of(-3, 9, 9, 9) };

describe('logistic regression', () => {
  it('has no slope left at its optimum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean()), {
          minLength: 6,
          maxLength: 40,
        }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (cases, penalty) => {
          // Without both outcomes the bias would run away.
          const all = [...cases, [0.5, true], [-0.5, false]] as [number, boolean][];
          const fit = fitLogistic(
            all.map(([x]) => [x]),
            all.map(([, y]) => y),
            penalty,
          );
          let [slope, offset] = [penalty * fit.weights[0]!, 0];
          for (const [x, y] of all) {
            const error = 1 / (1 + Math.exp(-logit(fit, [x]))) - (y ? 1 : 0);
            slope += error * x;
            offset += error;
          }
          expect(slope).toBeCloseTo(0, 6);
          expect(offset).toBeCloseTo(0, 6);
        },
      ),
    );
  });
});

describe('evidence', () => {
  const head = shown({ person: 4 });

  it('is blind to exposure, and sees the same head', () => {
    const darker = head.map((x) => 0.1 + 0.4 * x);
    expect(evidenceOf({ groups }, darker, posterior, head).likeness).toBeCloseTo(1, 5);
    const other = shown({ person: 4, azimuth: 70 });
    expect(evidenceOf({ groups }, other, posterior, head).likeness).toBeLessThan(0.8);
  });

  it('reads strangeness from the units of a person, doubt from those of one number', () => {
    const { strangeness, doubt } = evidenceOf({ groups }, head, posterior, head);
    expect(strangeness).toBeCloseTo(0, 5);
    expect(doubt).toBeCloseTo(-3, 6);
  });

  it('is a number even of a blank picture', () => {
    const blank = new Float32Array(SIZE * SIZE).fill(0.5);
    expect(Object.values(evidenceOf({ groups }, blank, posterior, blank)).every(Number.isFinite)).toBe(true);
  });
});

describe('a verdict', () => {
  const head = shown({ person: 4 });
  const evidence = evidenceOf({ groups }, head, posterior, head);
  const odds = (bias: number) => ({ weights: [0, 0, 0], bias });

  it('is well, roughly or not by the odds, and a face that was found raises them', () => {
    expect(judge(odds(3), evidence, head, head, undefined).words).toBe('reads well');
    expect(judge(odds(1), evidence, head, head, undefined).reads).toBe('roughly');
    expect(judge(odds(-1), evidence, head, head, undefined).words).toBe(
      'this is not a face that the model can read',
    );
    expect(judge(odds(-1), evidence, head, head, true).reads).toBe('well');
    expect(judge(odds(1), evidence, head, head, false).reads).toBe('not');
  });

  it('is rough at best of a drawing of a head, in which a detector may find a face', () => {
    const lines = head.map((x, i) => (Math.abs(x - (head[i + 1] ?? x)) > 0.05 ? 0 : 1));
    const drawing = evidenceOf({ groups }, lines, posterior, head);
    expect(judge(odds(3), drawing, lines, head, true).reads).toBe('roughly');
  });

  it('says which part of the head is covered', () => {
    const rows = (from: number, to: number): Float32Array =>
      head.map((x, i) => (Math.floor(i / SIZE) >= from && Math.floor(i / SIZE) < to ? (i % 2) * 0.9 : x));
    expect(covered(head, head)).toBeUndefined();
    expect(covered(rows(6, 19), head)).toMatch(/forehead/);
    expect(covered(rows(22, 31), head)).toMatch(/eyes/);
    expect(covered(rows(38, 50), head)).toMatch(/chin/);
    expect(judge(odds(3), evidence, rows(6, 19), head, true).words).toMatch(/^reads roughly: .*forehead/);
  });
});
