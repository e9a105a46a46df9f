import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cos, exp, log, sin } from '../../src/numeric/elementary.js';

/** The engine's own functions, which are right to about one unit in the last place, are the witness. */
const BOUND = 1e-14;

describe('elementary functions', () => {
  it('sine and cosine agree with the engine over a wide range', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), (x) => {
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(BOUND);
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(BOUND);
      }),
      { numRuns: 2000 },
    );
  });

  it('sine and cosine keep their precision round the zeros, where quadrants meet', () => {
    for (let quadrant = -9; quadrant <= 9; quadrant++) {
      for (const offset of [-1e-9, 0, 1e-9, -Math.PI / 4, Math.PI / 4]) {
        const x = (quadrant * Math.PI) / 2 + offset;
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-15);
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-15);
      }
    }
  });

  it('exp and log agree with the engine to a relative error', () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: 690, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(BOUND);
        const y = Math.exp(x);
        expect(Math.abs(log(y) - Math.log(y))).toBeLessThan(BOUND * Math.max(1, Math.abs(x)));
      }),
      { numRuns: 2000 },
    );
  });

  it('hits the exact values', () => {
    expect([sin(0), cos(0), exp(0), log(1), log(2)]).toEqual([0, 1, 1, 0, Math.LN2]);
  });

  it('comes to an end at the edges of the numbers', () => {
    const { MIN_VALUE, MAX_VALUE } = Number;
    const edges = [0, -0, -1, Number.NaN, Infinity, -Infinity];
    expect(edges.map(log)).toEqual(edges.map(Math.log));
    expect(edges.map(exp)).toEqual(edges.map((x) => (x === -1 ? exp(-1) : Math.exp(x))));
    expect([exp(1000), exp(-1000), exp(MAX_VALUE)]).toEqual([Infinity, 0, Infinity]);
    expect(log(MIN_VALUE)).toBeCloseTo(Math.log(MIN_VALUE), 10);
    expect(log(MAX_VALUE)).toBeCloseTo(Math.log(MAX_VALUE), 10);
  });

  it('gives the same bits as on every other machine', () => {
    const bits = (x: number): string => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, x);
      return view.getBigUint64(0).toString(16);
    };
    const golden = [sin(1), cos(1), sin(12345.678), cos(-0.3), exp(-7.25), exp(88.5), log(10), log(3e-5)];
    expect(golden.map(bits)).toMatchInlineSnapshot(`
      [
        "3feaed548f090cee",
        "3fe14a280fb5068c",
        "bfe687d5890974a5",
        "3fee921dd42f09ba",
        "3f47455fe323fafe",
        "47e99b987155fe28",
        "40026bb1bbb55516",
        "c024d420db4d09fa",
      ]
    `);
  });
});
