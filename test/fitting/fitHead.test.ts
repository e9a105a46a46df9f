import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../src/fitting/doubts.js';
import { createHeadFitter } from '../../src/fitting/fitHead.js';
import { LANDMARKS_ON_HEAD } from '../../src/fitting/landmarks.js';
import { descend } from '../../src/fitting/levenbergMarquardt.js';
import { photographedSkin } from '../../src/fitting/photographedSkin.js';
import { createHeadRenderer, scenePose } from '../../src/fitting/renderHead.js';
import { spreadOverHead } from '../../src/fitting/skinOnHead.js';
import { Random } from '../../src/numeric/random.js';
import { project } from '../../src/scene/camera.js';
import { createFaceScene, PLAIN_CAMERA } from '../../src/scene/faceScene.js';
import { createHead } from '../../src/scene/head.js';
import { loadFaces } from '../../src/scene/loadFaces.js';
import { facing } from '../../src/scene/vector.js';

const model = await loadFaces();
const scene = createFaceScene(model);
const size = 100;

/** A plain rendering of somebody, its landmarks where they are, and a reading that is off. */
function drawn(azimuth: number, elevation: number, light: number) {
  const random = new Random('fit', azimuth);
  const values = Float32Array.from({ length: 67 }, () => random.normal());
  values.set([azimuth, elevation, light]);
  const head = createHead(model);
  head.shape(values.subarray(3, 43));
  const projected = new Float32Array(head.positions.length);
  project(head.positions, facing(azimuth, elevation), PLAIN_CAMERA, 1, projected);
  const landmarks = LANDMARKS_ON_HEAD.map(({ vertex }) => ({
    x: projected[3 * vertex]!,
    y: projected[3 * vertex + 1]!,
  }));
  const reading = { azimuth: azimuth + 9, elevation: elevation - 4, light: light - 11 };
  return { values, pixels: scene.render(values, size), landmarks, reading };
}

const truth = drawn(-24, 6, 35);
const fitted = createHeadFitter(model)(truth);

describe('a head that is fitted to a drawing', () => {
  it('has its pose and its light', () => {
    const { azimuth, elevation, light } = fitted.circumstances;
    expect(Math.abs(azimuth + 24)).toBeLessThan(3);
    expect(Math.abs(elevation - 6)).toBeLessThan(4);
    expect(Math.abs(light - 35)).toBeLessThan(6);
  });

  it('explains it better than the start, and is nearer to the truth from another side than the mean head', () => {
    expect(fitted.cost.end).toBeLessThan(fitted.cost.start);
    const from = (shape: Float32Array, texture: Float32Array): Uint8Array =>
      scene.render(Float32Array.from([10, 0, -20, ...shape, ...texture]), size);
    const real = from(truth.values.subarray(3, 43), truth.values.subarray(43));
    const error = (picture: Uint8Array): number =>
      picture.reduce((sum, x, i) => sum + (x - real[i]!) ** 2, 0);
    expect(error(from(fitted.shape, fitted.texture))).toBeLessThan(
      error(from(new Float32Array(40), new Float32Array(24))) / 2,
    );
  });

  it('says what it is unsure of', () => {
    expect(fitted.deviations.azimuth).toBeGreaterThan(0.1);
    expect(fitted.deviations.azimuth).toBeLessThan(10);
    const deviations = { ...fitted.deviations, azimuth: 1, elevation: 7.4, light: 3, lampElevation: 16 };
    expect(doubtsOf({ deviations })).toBe(
      'unsure of how far it is lifted (±7°) and how high the lamp stands (±16°)',
    );
    expect(doubtsOf({ deviations: { ...deviations, elevation: 1, lampElevation: 1 } })).toBeUndefined();
  });
});

describe('skin from a photograph', () => {
  const colour = {
    size,
    pixels: Float32Array.from({ length: size * size * 3 }, (_, i) => truth.pixels[Math.floor(i / 3)]!),
  };
  const skin = photographedSkin(model, fitted, colour);
  const { render } = createHeadRenderer(model);

  it('shows the photograph again from where it was taken', () => {
    const again = render(fitted, skin, scenePose(-24, 6, 35), size);
    const painted = scene.render(Float32Array.from([-24, 6, 35, ...fitted.shape, ...fitted.texture]), size);
    let [own, plain] = [0, 0];
    for (let i = 0; i < size * size; i++) {
      const grey = 0.299 * again[3 * i]! + 0.587 * again[3 * i + 1]! + 0.114 * again[3 * i + 2]!;
      own += (grey - truth.pixels[i]!) ** 2 / size ** 2;
      plain += (painted[i]! - truth.pixels[i]!) ** 2 / size ** 2;
    }
    expect(Math.sqrt(own)).toBeLessThan(16);
    expect(own).toBeLessThan(1.5 * plain);
  });

  it('has no seam: neighbours along the midline are as alike as anywhere', () => {
    const front = render(fitted, skin, scenePose(0, 0, 0), size);
    const step = (x: number): number => {
      let sum = 0;
      for (let y = 30; y < 75; y++)
        sum += Math.abs(front[3 * (y * size + x + 1) + 1]! - front[3 * (y * size + x) + 1]!);
      return sum / 45;
    };
    const elsewhere = [38, 41, 58, 61].map(step);
    expect(step(49)).toBeLessThan(2 * Math.max(...elsewhere) + 4);
  });
});

describe('spreading over the head', () => {
  it('keeps what is the same everywhere, and lies between what is seen', () => {
    const { vertexCount } = model.mesh;
    const some = Float32Array.from({ length: vertexCount }, (_, v) => (v % 40 === 0 ? 1 : 0));
    const same = spreadOverHead(model.mesh, {
      values: new Float32Array(vertexCount).fill(0.7),
      weights: some,
    });
    for (const x of same) expect(x).toBeCloseTo(0.7, 4);
    const values = Float32Array.from({ length: vertexCount }, (_, v) => (v % 80 === 0 ? 1 : -1));
    const spread = spreadOverHead(model.mesh, { values, weights: some });
    expect(Math.min(...spread)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...spread)).toBeLessThanOrEqual(1);
  });
});

describe('going downhill', () => {
  // Rosenbrock's valley as a sum of squares.
  const valley = {
    cost: ([x, y]: Float64Array) => ((1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2) / 2,
    linearise([x, y]: Float64Array) {
      const [a, b] = [1 - x!, 10 * (y! - x! * x!)];
      const [ax, bx, by] = [-1, -20 * x!, 10];
      return {
        gradient: Float64Array.of(a * ax + b * bx, b * by),
        hessian: Float64Array.of(ax * ax + bx * bx, 0, bx * by, by * by),
      };
    },
  };

  it('reaches the end of a bent valley, and keeps what may not change', () => {
    const { x, cost } = descend(valley, Float64Array.of(-1.2, 1), [0, 1], 100);
    expect(x[0]).toBeCloseTo(1, 2);
    expect(cost).toBeLessThan(1e-4);
    const along = descend(valley, Float64Array.of(-1.2, 1), [1], 100).x;
    expect(along[0]).toBe(-1.2);
    expect(along[1]).toBeCloseTo(1.44, 2);
  });
});
