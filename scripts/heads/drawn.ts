import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { toPixels } from '../../src/dataset/pixels.js';
import { photographImages } from '../../src/dataset/renderImages.js';
import { sampleBatch } from '../../src/dataset/sample.js';
import {
  drawTargets,
  poseDistance,
  setCode,
  setTruth,
  settableFactors,
} from '../../src/evaluation/targets.js';
import { readHead } from '../../src/fitting/headPhotograph.js';
import { landmarksIn } from '../../src/fitting/landmarks.js';
import { findFaces } from '../../src/framing/findFaces.js';
import { middleFrame } from '../../src/framing/frame.js';
import { openDetector } from '../../src/framing/openDetector.js';
import { controlsOf, findControl } from '../../src/rerender/controls.js';
import { createFaceScene } from '../../src/scene/faceScene.js';
import { createHead } from '../../src/scene/head.js';
import { parametersOf } from '../../src/scene/scene.js';
import type { Fitter } from './fitter.js';

/** Degrees between source and target. */
const NEAR = 45;
const TARGETS = 8;

interface Angles {
  readonly azimuth: number;
  readonly elevation: number;
  readonly light: number;
}

interface Row {
  /** Of the truth. */
  readonly azimuth: number;
  readonly found: boolean;
  /** Of processors. */
  readonly seconds: number;
  readonly fitted: Angles;
  readonly inDeviations: Angles;
  readonly read: Angles;
  readonly surface: number;
  readonly meanSurface: number;
  readonly errors: { readonly fitted: number; readonly meanHead: number; readonly network: number };
  readonly gained: number;
}

/** Photographs that the scene takes of unseen people, everything on. */
export async function drawnHeads(
  { faces, model, fitHead }: Fitter,
  count: number,
  first: number,
): Promise<object> {
  const scene = createFaceScene(faces);
  const head = createHead(faces);
  const { size } = model.description.architecture;
  const width = parametersOf(scene).length;
  const shapes = faces.shape.components.length;
  const truth = sampleBatch(scene, { seed: 5, split: 'test', kind: 'all', index: 0 }, first + count);
  const controls = controlsOf(model.description);
  const factors = settableFactors(model, scene);
  const surfaceOf = (shape: Float32Array): Float32Array => {
    head.shape(shape);
    return head.positions.slice();
  };
  const mean = surfaceOf(new Float32Array(shapes));
  const rows: Row[] = [];
  for (let i = first; i < first + count; i++) {
    const own = truth.subarray(i * width, (i + 1) * width);
    const started = process.cpuUsage().user;
    const pixels = photographImages(scene, own, size, [['measure heads', i]]);
    const raster = { width: size, height: size, channels: 1, pixels } as const;
    const landmarks = landmarksIn(middleFrame(raster), await findFaces(await openDetector(), raster));
    const { reading, code } = await readHead(model, { pixels, landmarks, found: undefined });
    const fitted = fitHead({ pixels, landmarks, reading });
    const seconds = (process.cpuUsage().user - started) / 1e6;
    const read = (name: string): number => findControl(controls, name).read(code);
    const { circumstances, deviations, cost } = fitted;
    const real = surfaceOf(own.subarray(3, 3 + shapes));
    const drawn = drawTargets(scene, factors, { seed: 5, index: i }, 200);
    const targets = drawn
      .filter((target) => {
        const turned = own.slice();
        setTruth(factors, target, turned);
        return poseDistance(scene, own, turned) <= NEAR;
      })
      .slice(0, TARGETS);
    const errors = { fitted: 0, meanHead: 0, network: 0 };
    for (const target of targets) {
      const posed = (shape: ArrayLike<number>, texture: ArrayLike<number>): Uint8Array => {
        const values = new Float32Array(width);
        values.set(shape, 3);
        values.set(texture, 3 + shapes);
        setTruth(factors, target, values);
        return scene.render(values, size);
      };
      const wanted = posed(own.subarray(3, 3 + shapes), own.subarray(3 + shapes));
      const turned = code.slice();
      setCode(factors, target, turned);
      const none = new Float32Array(width - 3);
      const share = 1 / targets.length;
      errors.fitted += share * squaredError(toPixels(posed(fitted.shape, fitted.texture)), toPixels(wanted));
      errors.meanHead +=
        share *
        squaredError(toPixels(posed(none.subarray(0, shapes), none.subarray(shapes))), toPixels(wanted));
      errors.network += share * squaredError(await model.decode(turned), toPixels(wanted));
    }
    const [azimuth, elevation, light] = own as unknown as [number, number, number];
    rows.push({
      azimuth,
      found: landmarks !== undefined,
      seconds,
      fitted: {
        azimuth: circumstances.azimuth - azimuth,
        elevation: circumstances.elevation - elevation,
        light: circumstances.light - light,
      },
      inDeviations: {
        azimuth: (circumstances.azimuth - azimuth) / deviations.azimuth,
        elevation: (circumstances.elevation - elevation) / deviations.elevation,
        light: (circumstances.light - light) / deviations.light,
      },
      read: {
        azimuth: read('azimuth') - azimuth,
        elevation: read('elevation') - elevation,
        light: read('light') - light,
      },
      surface: surfaceError(surfaceOf(fitted.shape), real),
      meanSurface: surfaceError(mean, real),
      errors,
      gained: cost.start - cost.end,
    });
    process.stderr.write(`${i + 1 - first} of ${count}\n`);
  }
  const of = (numbers: (row: Row) => number): number => median(rows.map(numbers));
  const average = (numbers: (row: Row) => number): number =>
    rows.reduce((sum, row) => sum + numbers(row), 0) / count;
  const angles = ['azimuth', 'elevation', 'light'] as const;
  const medians = (kind: 'fitted' | 'read' | 'inDeviations'): object =>
    Object.fromEntries(angles.map((name) => [name, of((row) => Math.abs(row[kind][name]))]));
  return {
    photographs: count,
    facesFound: average(({ found }) => Number(found)),
    medianErrors: {
      fitted: medians('fitted'),
      read: medians('read'),
      fittedInDeviations: medians('inDeviations'),
    },
    surface: { fitted: average(({ surface }) => surface), mean: average(({ meanSurface }) => meanSurface) },
    rerendering: {
      fitted: average(({ errors }) => errors.fitted),
      meanHead: average(({ errors }) => errors.meanHead),
      network: average(({ errors }) => errors.network),
      worseThanMeanHead: average(({ errors }) => Number(errors.fitted > errors.meanHead)),
    },
    leastGained: Math.min(...rows.map(({ gained }) => gained)),
    medianProcessorSeconds: of(({ seconds }) => seconds),
    rows,
  };
}

function squaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0) / a.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/**
 * Root mean square distance of vertices after the similarity that brings them nearest (Umeyama 1991), in
 * units of the real head.
 */
function surfaceError(surface: Float32Array, real: Float32Array): number {
  const rowsOf = (positions: Float32Array): Matrix => {
    const matrix = new Matrix(positions.length / 3, 3);
    for (const [i, x] of positions.entries()) matrix.set(Math.floor(i / 3), i % 3, x);
    return matrix.subRowVector(matrix.mean('column'));
  };
  const [a, b] = [rowsOf(surface), rowsOf(real)];
  const {
    leftSingularVectors: u,
    rightSingularVectors: v,
    diagonal,
  } = new SingularValueDecomposition(a.transpose().mmul(b));
  const scale = diagonal.reduce((sum, x) => sum + x, 0) / a.clone().pow(2).sum();
  const aligned = a.mmul(u).mmul(v.transpose()).mul(scale);
  return Math.sqrt(aligned.sub(b).pow(2).sum() / b.rows);
}
