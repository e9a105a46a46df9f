import type { Parameters } from '../network/parameters.js';
import { principalComponents } from './components.js';
import { applyHead, EMBEDDING } from './head.js';

/**
 * How features are made comparable before the cosine, always fitted on training people:
 * `standard` gives every feature mean 0 and deviation 1; `whitened` gives that to the principal components
 * (on pixels: eigenfaces); `discriminant` shrinks what differs within a person and keeps what differs between
 * people (linear discriminant analysis; on pixels: Fisherfaces, Belhumeur et al. 1997); `learnt` puts a small
 * network on top that was trained to tell training people apart (see learn.ts).
 */
export const projectionKinds = ['standard', 'whitened', 'discriminant', 'learnt'] as const;
export type ProjectionKind = (typeof projectionKinds)[number];

/** (features - mean) x scale, then `directions` or `head` where there are any. */
export interface Projection {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  /** [components, features] */
  readonly directions?: Float32Array;
  /** Of `buildHead`. */
  readonly head?: Parameters;
}

/** Features of training images [n, width] and whom each shows. */
export interface LabelledFeatures {
  readonly features: Float32Array;
  readonly width: number;
  readonly people: ArrayLike<number>;
}

/** More hardly helps, and costs time on pixels. */
const COMPONENTS = 100;
/** Images that the principal components of long features are found from: the cost grows with their cube. */
const SNAPSHOTS = 800;
/** Added to every variance within people, relative to their mean, so that none is divided by nothing. */
const SHRINKAGE = 0.05;

/** The projections that have a solution; `learnProjection` gives the other one as well. */
export function fitProjection(kind: Exclude<ProjectionKind, 'learnt'>, data: LabelledFeatures): Projection {
  const standard = standardise(data, kind === 'standard');
  if (kind === 'standard') return standard;
  const white = whiten(standard, data);
  return kind === 'whitened' ? white : discriminate(white, data);
}

/**
 * Projects and scales to length 1, so that the cosine of two images is the product of their embeddings.
 *
 * @param features [n, width]
 * @returns [n, components]
 */
export function embed(projection: Projection, features: Float32Array): Float32Array {
  const projected = project(projection, features);
  const width = embeddingWidth(projection);
  for (let start = 0; start < projected.length; start += width)
    normalise(projected.subarray(start, start + width));
  return projected;
}

/** Numbers in one embedding. */
export function embeddingWidth({ mean, directions, head }: Projection): number {
  if (head !== undefined) return EMBEDDING;
  return directions === undefined ? mean.length : directions.length / mean.length;
}

/** Scales to length 1; zeros stay zeros. */
export function normalise(vector: Float32Array): void {
  let squares = 0;
  for (const x of vector) squares += x * x;
  const length = Math.sqrt(squares);
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}

/** The same without the scaling to length 1. */
export function project({ mean, scale, directions, head }: Projection, features: Float32Array): Float32Array {
  const width = mean.length;
  const centred = features.map((x, i) => (x - mean[i % width]!) * scale[i % width]!);
  if (head !== undefined) return applyHead(head, width, centred);
  if (directions === undefined) return centred;
  const components = directions.length / width;
  const n = features.length / width;
  const result = new Float32Array(n * components);
  for (let r = 0; r < n; r++)
    for (let k = 0; k < components; k++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += centred[r * width + c]! * directions[k * width + c]!;
      result[r * components + k] = sum;
    }
  return result;
}

/** Features that never vary, such as a black border, count for nothing. */
function standardise({ features, width }: LabelledFeatures, scaled: boolean): Projection {
  const n = features.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < features.length; i++) mean[i % width]! += features[i]! / n;
  const variance = new Float64Array(width);
  for (let i = 0; i < features.length; i++)
    variance[i % width]! += (features[i]! - mean[i % width]!) ** 2 / n;
  const scale = scaled
    ? Float32Array.from(variance, (v) => (v > 1e-12 ? 1 / Math.sqrt(v) : 0))
    : new Float32Array(width).fill(1);
  return { mean: Float32Array.from(mean), scale };
}

function whiten(centre: Projection, { features, width }: LabelledFeatures): Projection {
  const n = features.length / width;
  const long = width > SNAPSHOTS && n > SNAPSHOTS;
  const rows = long ? everyRow(features, width, Math.ceil(n / SNAPSHOTS)) : features;
  const { directions, variances } = principalComponents(project(centre, rows), width, COMPONENTS);
  return {
    ...centre,
    directions: directions.map((d, i) => d / Math.sqrt(variances[Math.floor(i / width)]!)),
  };
}

/** Whitens what differs within people, then turns to the directions in which their means differ most. */
function discriminate(white: Projection, { features, people }: LabelledFeatures): Projection {
  const projected = project(white, features);
  const k = embeddingWidth(white);
  const { means, within } = splitByPerson(projected, k, people);
  const { directions, variances } = principalComponents(shrink(within, k), k, k);
  const equal = directions.map((d, i) => d / Math.sqrt(variances[Math.floor(i / k)]!));
  const spread = multiply(means, equal, k, true);
  const between = principalComponents(spread, k, means.length / k - 1);
  const turned = multiply(between.directions, equal, k, false);
  return { ...white, directions: multiply(turned, white.directions!, k, false) };
}

/** Rows more, such that every variance grows by the same share of their mean: none is left to be zero. */
function shrink(rows: Float32Array, width: number): Float32Array {
  const squares = rows.reduce((sum, x) => sum + x * x, 0);
  const result = new Float32Array(rows.length + width * width);
  result.set(rows);
  for (let c = 0; c < width; c++)
    result[rows.length + c * width + c] = Math.sqrt((SHRINKAGE * squares) / width);
  return result;
}

/** Each person's mean, around the mean of means, and every row's difference from its person's mean. */
function splitByPerson(
  rows: Float32Array,
  width: number,
  people: ArrayLike<number>,
): { means: Float32Array; within: Float32Array } {
  const place = new Map<number, number>();
  for (let i = 0; i < people.length; i++) if (!place.has(people[i]!)) place.set(people[i]!, place.size);
  const means = new Float32Array(place.size * width);
  const counts = new Float64Array(place.size);
  for (let i = 0; i < people.length; i++) counts[place.get(people[i]!)!]!++;
  for (let i = 0; i < people.length; i++) {
    const p = place.get(people[i]!)!;
    for (let c = 0; c < width; c++) means[p * width + c]! += rows[i * width + c]! / counts[p]!;
  }
  const within = rows.map((x, i) => {
    const p = place.get(people[Math.floor(i / width)]!)!;
    return x - means[p * width + (i % width)]!;
  });
  const centre = new Float64Array(width);
  for (let i = 0; i < means.length; i++) centre[i % width]! += means[i]! / place.size;
  return { means: means.map((x, i) => x - centre[i % width]!), within };
}

/** a [n, inner] times b [inner, m], or times b [m, inner] transposed. */
function multiply(a: Float32Array, b: Float32Array, inner: number, transposed: boolean): Float32Array {
  const n = a.length / inner;
  const m = b.length / inner;
  const result = new Float32Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let c = 0; c < inner; c++)
        sum += a[i * inner + c]! * (transposed ? b[j * inner + c]! : b[c * m + j]!);
      result[i * m + j] = sum;
    }
  return result;
}

function everyRow(rows: Float32Array, width: number, stride: number): Float32Array {
  const kept = Array.from({ length: Math.ceil(rows.length / width / stride) }, (_, i) => i * stride);
  const result = new Float32Array(kept.length * width);
  for (const [k, i] of kept.entries()) result.set(rows.subarray(i * width, (i + 1) * width), k * width);
  return result;
}
