import { describe, expect, it } from 'vitest';
import { createHeadSurface } from '../../src/fitting/headSurface.js';
import { createGreySlopes, greyUnder, lightingOf } from '../../src/fitting/lighting.js';
import { createHeadFit, TRUST } from '../../src/fitting/objective.js';
import { CIRCUMSTANCES, type Circumstances, circumstancesAt, priorsOf } from '../../src/fitting/unknowns.js';
import { Random } from '../../src/numeric/random.js';
import { createHead } from '../../src/scene/head.js';
import { loadFaces } from '../../src/scene/loadFaces.js';
import { normalise, type Vector } from '../../src/scene/vector.js';

const model = await loadFaces();
const surface = createHeadSurface(model);
const { shapes, textures, vertexCount } = surface;
const priors = priorsOf({ azimuth: 12, elevation: 5, light: -20 });

function coefficients(name: string, count: number): Float32Array {
  const random = new Random('fitting', name);
  return Float32Array.from({ length: count }, () => random.normal() / 2);
}
const shape = coefficients('shape', shapes);
const texture = coefficients('texture', textures);

describe('the surface of a head', () => {
  it('is the head that the scene draws', () => {
    surface.become(shape, texture);
    const head = createHead(model);
    head.shape(shape);
    expect(Math.max(...surface.positions.map((x, i) => Math.abs(x - head.positions[i]!)))).toBeLessThan(1e-5);
    expect(Math.max(...surface.normals.map((x, i) => Math.abs(x - head.normals[i]!)))).toBeLessThan(1e-4);
  });

  it('moves with its shape as finite differences do', () => {
    const step = 0.02;
    surface.become(shape, texture);
    const { positions, sums, lengths } = surface.slopes();
    const moved = (k: number, by: number): { positions: Float32Array; sums: Float32Array } => {
      const other = shape.slice();
      other[k]! += by;
      const own = createHeadSurface(model);
      own.become(other, texture);
      const { lengths } = own.slopes();
      return {
        positions: own.positions,
        sums: own.normals.map((n, i) => n * lengths[Math.floor(i / 3)]!),
      };
    };
    for (const k of [0, 7, 39]) {
      const [above, below] = [moved(k, step), moved(k, -step)];
      for (let i = 0; i < 3 * vertexCount; i += 101) {
        const slope = (above.positions[i]! - below.positions[i]!) / (2 * step);
        expect(positions[i * shapes + k]! - slope).toBeCloseTo(0, 4);
        const turn = (above.sums[i]! - below.sums[i]!) / (2 * step) / lengths[Math.floor(i / 3)]!;
        expect(sums[i * shapes + k]! / lengths[Math.floor(i / 3)]! - turn).toBeCloseTo(0, 2);
      }
    }
  });

  it('has the grey of the mean skin, and is linear in the texture', () => {
    surface.become(shape, new Float32Array(textures));
    const plain = surface.grey.slice();
    surface.become(shape, texture);
    for (let v = 0; v < vertexCount; v += 50) {
      let sum = plain[v]!;
      for (let k = 0; k < textures; k++) sum += texture[k]! * surface.greySlopes[v * textures + k]!;
      expect(surface.grey[v]).toBeCloseTo(sum, 2);
    }
    expect(Math.min(...plain)).toBeGreaterThan(5);
    expect(Math.max(...plain)).toBeLessThan(255);
  });
});

describe('light', () => {
  it('has the slopes of finite differences', () => {
    const x = Float64Array.from(CIRCUMSTANCES, (_, i) => Math.sin(3 * i) / 2);
    const known = circumstancesAt(priors, x);
    const skin = 140;
    for (const normal of [
      [0.1, 0.2, 0.97],
      [-0.7, 0.1, 0.7],
      [0.8, -0.5, 0.3],
    ].map((n) => normalise(n as unknown as Vector))) {
      const { grey, bySkin, byNormal, byCircumstance } = createGreySlopes(known)(normal, skin);
      const at = (changed: Partial<Circumstances>, n: Vector = normal, s = skin): number =>
        greyUnder(lightingOf({ ...known, ...changed }), n, s);
      expect(grey).toBeCloseTo(at({}), 10);
      expect(bySkin).toBeCloseTo((at({}, normal, skin + 0.01) - at({}, normal, skin - 0.01)) / 0.02, 6);
      for (const axis of [0, 1, 2]) {
        const moved = (by: number): Vector =>
          normal.map((n, k) => n + (k === axis ? by : 0)) as unknown as Vector;
        expect(byNormal[axis]).toBeCloseTo((at({}, moved(1e-5)) - at({}, moved(-1e-5))) / 2e-5, 5);
      }
      for (const [i, name] of CIRCUMSTANCES.entries()) {
        const moved = (by: number): number => at({ [name]: known[name] + by });
        expect(byCircumstance[i]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 5);
      }
    }
  });
});

describe('the cost of a head', () => {
  const size = 100;
  const pixels = Float32Array.from({ length: size * size }, (_, i) => 0.3 + 0.003 * (i % size));
  const landmarks = [
    [0.42, 0.4],
    [0.6, 0.42],
    [0.5, 0.5],
    [0.52, 0.65],
    [0.2, 0.45],
    [0.8, 0.5],
  ].map(([x, y]) => ({ x: x!, y: y! }));
  const evidence = { picture: { size, pixels }, landmarks, priors };
  const point = (length: number): Float64Array =>
    new Float64Array(length).map((_, i) => Math.sin(7.1 * i) / 2);
  const difference = (cost: (x: Float64Array) => number, x: Float64Array, i: number): number => {
    const step = 2e-3;
    const moved = (by: number): number => cost(x.map((value, k) => (k === i ? value + by : value)));
    return (moved(step) - moved(-step)) / (2 * step);
  };

  it('has the slopes of finite differences where landmarks alone count', () => {
    const fit = createHeadFit(model, evidence, { ...TRUST, pixels: 0 });
    const x = point(fit.length);
    const { gradient } = fit.linearise(x);
    for (let i = 0; i < fit.length; i += i < CIRCUMSTANCES.length ? 1 : 7)
      expect(gradient[i]).toBeCloseTo(difference(fit.cost, x, i), 2);
  });

  it('has the slopes of finite differences by what leaves every pixel in its place: light, tone, texture', () => {
    const fit = createHeadFit(model, evidence);
    const x = point(fit.length);
    const { gradient } = fit.linearise(x);
    const first = CIRCUMSTANCES.indexOf('light');
    for (let i = first; i < fit.length; i++) {
      const isSecond = CIRCUMSTANCES[i]?.startsWith('second');
      if (isSecond || (i >= CIRCUMSTANCES.length && i < CIRCUMSTANCES.length + shapes)) continue;
      expect(gradient[i]).toBeCloseTo(difference(fit.cost, x, i), 1);
    }
  });
});
