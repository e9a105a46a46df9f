import { type Calibration, toValue } from '../code/calibration.js';
import { toPixels } from '../dataset/pixels.js';
import { renderImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import type { Model } from '../model/model.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { meanSquaredError, psnr } from '../statistics/imageError.js';
import { ssim } from '../statistics/ssim.js';
import { encodeImages } from './encodeImages.js';
import { type ScalarFactor, scalarFactors, unitCalibration } from './encoder.js';
import { levelsOf } from './levels.js';
import { gridCombination, gridSize } from './metrics/factorGrid.js';

/** How near images come to the true ones; means over images with pixels in [0, 1]. */
export interface ImageScore {
  readonly mse: number;
  /** dB; the mean of the images' own. */
  readonly psnr: number;
  readonly ssim: number;
}

/** One re-rendered image beside the truth. */
export interface Rerendered {
  readonly person: number;
  /** Angle in degrees between source and target view; 0 where the scene has no pose. */
  readonly distance: number;
  /** Values of the calibrated factors at the target, in the order of `targets.factors`. */
  readonly target: readonly number[];
  readonly score: ImageScore;
}

export interface RerenderScore extends ImageScore {
  /** Targets within 60 degrees of the source's pose, under any light, that the scores above are of. */
  readonly images: number;
  /** What leaving the source as it is would score. */
  readonly unchanged: ImageScore;
  readonly byDistance: readonly (ImageScore & {
    readonly from: number;
    readonly to: number;
    readonly images: number;
    readonly unchanged: ImageScore;
  })[];
}

/** What the sheets and maps of the report are made of. Images are [size, size], 0 to 255. */
export interface RerenderMaterial {
  readonly score: RerenderScore;
  readonly factors: readonly string[];
  readonly examples: readonly {
    readonly source: Uint8Array;
    readonly target: readonly number[];
    readonly truth: Uint8Array;
    readonly ours: Uint8Array;
  }[];
  /** Where the error lies, for each target pose. */
  readonly errorMaps: readonly ErrorMap[];
}

export interface ErrorMap {
  /** Values of azimuth and elevation, or of the first two factors that can be set. */
  readonly pose: readonly number[];
  /** Mean absolute error of each pixel over people and lights, [size, size], 0 to 1. */
  readonly error: Float64Array;
}

const PEOPLE = 8;
/** Azimuth, elevation, light; further factors stay at the source's value. */
const TARGET_LEVELS = [7, 3, 5];
const SUMMARY_DISTANCE = 60;
const DISTANCE_STEP = 20;

/** Factors of an error map's pose. */
const POSE = 2;

/** The factors with a calibrated unit each, that can be set to a target. */
function settable(
  { description }: Model,
  scene: Scene,
): (ScalarFactor & { readonly unit: number; readonly calibration: Calibration })[] {
  return scalarFactors(scene.factors).flatMap((factor) => {
    const found = unitCalibration(description, factor.name);
    return found === undefined ? [] : [{ ...factor, ...found }];
  });
}

/** How many images `measureRerendering` re-renders. */
export function rerenderCount(model: Model, scene: Scene): number {
  return PEOPLE * gridSize(TARGET_LEVELS.slice(0, settable(model, scene).length));
}

/**
 * The 3D engine that was learnt (paper, section 4.1): from one image of an unseen person, set pose and light to
 * every target of a grid and compare with the true render. Undefined where no unit of the code can be set.
 */
export async function measureRerendering(
  model: Model,
  scene: Scene,
  seed: number,
  onImages: (count: number) => void = () => {},
): Promise<RerenderMaterial | undefined> {
  const factors = settable(model, scene).slice(0, TARGET_LEVELS.length);
  if (factors.length === 0) return undefined;
  const { size, code } = model.description.architecture;
  const pixels = size ** 2;
  const width = parametersOf(scene).length;
  const levels = TARGET_LEVELS.slice(0, factors.length);
  const values = factors.map(({ parameter }, k) => levelsOf(parameter.prior, levels[k]!));
  const people = sampleBatch(scene, { seed, split: 'test', kind: 'all', index: 0 }, PEOPLE);
  const sources = renderImages(scene, people, size);
  const { mu } = await encodeImages(model, sources);
  const all: (Rerendered & { readonly unchanged: ImageScore })[] = [];
  const examples: RerenderMaterial['examples'][number][] = [];
  const targets = gridSize(levels);
  const poses = gridSize(levels.slice(0, POSE));
  const errorMaps: ErrorMap[] = Array.from({ length: poses }, (_, i) => ({
    pose: gridCombination(levels.slice(0, POSE), i).map((level, k) => values[k]![level]!),
    error: new Float64Array(pixels),
  }));
  for (let person = 0; person < PEOPLE; person++) {
    const truth = people.subarray(person * width, (person + 1) * width);
    const source = sources.subarray(person * pixels, (person + 1) * pixels);
    const wanted = new Float32Array(targets * width);
    const codes = new Float32Array(targets * code);
    const chosen = Array.from({ length: targets }, (_, i) =>
      gridCombination(levels, i).map((level, k) => values[k]![level]!),
    );
    for (const [i, target] of chosen.entries()) {
      wanted.set(truth, i * width);
      codes.set(mu.subarray(person * code, (person + 1) * code), i * code);
      factors.forEach(({ place, unit, calibration }, k) => {
        wanted[i * width + place] = target[k]!;
        codes[i * code + unit] = toValue(calibration, target[k]!);
      });
    }
    const renders = renderImages(scene, wanted, size);
    const decoded = await model.decode(codes);
    for (const [i, target] of chosen.entries()) {
      const render = renders.subarray(i * pixels, (i + 1) * pixels);
      const ours = decoded.subarray(i * pixels, (i + 1) * pixels);
      all.push({
        person,
        distance: poseDistance(scene, truth, wanted.subarray(i * width, (i + 1) * width)),
        target,
        score: scoreImage(ours, toPixels(render), size),
        unchanged: scoreImage(toPixels(source), toPixels(render), size),
      });
      const { error } = errorMaps.find(({ pose }) => pose.every((value, k) => value === target[k]))!;
      for (let p = 0; p < pixels; p++)
        error[p]! += (Math.abs(ours[p]! - render[p]! / 255) * poses) / (targets * PEOPLE);
      if (i % EXAMPLE_STRIDE === EXAMPLE_STRIDE >> 1) {
        examples.push({ source, target, truth: render, ours: toBytes(ours) });
      }
    }
    onImages(targets);
  }
  return { score: summarise(all), factors: factors.map(({ name }) => name), examples, errorMaps };
}

/** Every so manyth target is shown. */
const EXAMPLE_STRIDE = 13;

function summarise(all: readonly (Rerendered & { readonly unchanged: ImageScore })[]): RerenderScore {
  const near = all.filter(({ distance }) => distance <= SUMMARY_DISTANCE);
  const scoresOf = (part: typeof all) => ({
    ...meanScore(part.map(({ score }) => score)),
    images: part.length,
    unchanged: meanScore(part.map(({ unchanged }) => unchanged)),
  });
  const byDistance = [];
  for (let from = 0; from < 180; from += DISTANCE_STEP) {
    const part = all.filter(({ distance }) => distance >= from && distance < from + DISTANCE_STEP);
    if (part.length === 0) continue;
    byDistance.push({ from, to: from + DISTANCE_STEP, ...scoresOf(part) });
  }
  return { ...scoresOf(near), byDistance };
}

/** Angle in degrees between two viewing directions, by the factors `azimuth` and `elevation`. */
export function poseDistance(scene: Scene, a: Float32Array, b: Float32Array): number {
  const parameters = parametersOf(scene).map(({ name }) => name);
  const angle = (values: Float32Array, name: string) => {
    const place = parameters.indexOf(name);
    return place < 0 ? 0 : (values[place]! * Math.PI) / 180;
  };
  const [ea, eb] = [angle(a, 'elevation'), angle(b, 'elevation')];
  const turn = angle(a, 'azimuth') - angle(b, 'azimuth');
  const cosine = Math.sin(ea) * Math.sin(eb) + Math.cos(ea) * Math.cos(eb) * Math.cos(turn);
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

/** One image against the truth, both [size, size], 0 to 1. */
export function scoreImage(ours: Float32Array, truth: Float32Array, size: number): ImageScore {
  const mse = meanSquaredError(ours, truth);
  return { mse, psnr: psnr(mse), ssim: ssim(ours, truth, size) };
}

export function meanScore(scores: readonly ImageScore[]): ImageScore {
  const mean = (key: keyof ImageScore) => scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
  return { mse: mean('mse'), psnr: mean('psnr'), ssim: mean('ssim') };
}

export function toBytes(image: Float32Array): Uint8Array {
  return Uint8Array.from(image, (grey) => Math.round(255 * grey));
}
