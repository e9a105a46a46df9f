import { placeGroups } from '../code/groups.js';
import { klPerGroup, klPerUnit } from '../code/kl.js';
import { reparameterise } from '../code/reparameterise.js';
import { toPixels } from '../dataset/pixels.js';
import type { Model } from '../model/model.js';
import { Random } from '../numeric/random.js';
import { estimateMean } from '../statistics/estimate.js';
import { meanSquaredError, psnr } from '../statistics/imageError.js';
import { mean, variance } from '../statistics/moments.js';
import { column, type Posteriors } from './encodeImages.js';
import { countPeople } from './people.js';
import type { TestImages } from './testImages.js';

/** How well the model explains images, averaged over images. Nats are those of the Bernoulli likelihood. */
export interface Evidence {
  /** Of the reconstruction from the posterior's mean; pixels in [0, 1]. */
  readonly mse: number;
  readonly psnr: number;
  /** Evidence lower bound, nats an image. */
  readonly elbo: number;
  /** -elbo / (pixels ln 2). */
  readonly bitsPerPixel: number;
  /** log P(x|z) of a sampled code, nats an image: the first part of the bound. */
  readonly logLikelihood: number;
  /** KL(Q || P), nats an image: what the bound subtracts. */
  readonly kl: number;
  readonly klPerGroup: Readonly<Record<string, number>>;
  /** Units whose posterior mean has a variance above 0.01 over the images. */
  readonly activeUnits: number;
  readonly activeUnitsPerGroup: Readonly<Record<string, number>>;
  readonly importanceWeighted: {
    /** Nats an image; never below the ELBO but for the noise of sampling. */
    readonly bound: number;
    readonly samples: number;
    readonly images: number;
  };
  /** How many images were decoded; mse, psnr and likelihood are theirs. */
  readonly images: number;
  /** Whom they show, where that is known. */
  readonly people?: number;
  /** 95 %, normal, of each person's own mean. */
  readonly interval?: { readonly mse: readonly [low: number, high: number] };
}

/** Decoding is two thirds of the work: a few hundred images settle a mean. */
const DECODED = 700;
/** Burda, Grosse, Salakhutdinov 2016 report 1 to 5,000 samples; the bound here costs a decoding each. */
const SAMPLES = 16;
const WEIGHTED_IMAGES = 100;
const ACTIVE = 0.01;
const CHUNK = 32;

/** How many decodings `measureEvidence` takes. */
export function evidenceDecodings(count: number): number {
  return 2 * Math.min(count, DECODED) + SAMPLES * Math.min(count, WEIGHTED_IMAGES);
}

/**
 * Reconstruction error and evidence of the test images.
 *
 * @param test of which `posteriors` are
 */
export async function measureEvidence(
  model: Model,
  { images, who }: Pick<TestImages, 'images' | 'who'>,
  posteriors: Posteriors,
  onImages: (count: number) => void = () => {},
): Promise<Evidence> {
  const { groups, architecture } = model.description;
  const pixels = architecture.size ** 2;
  const { units } = posteriors;
  const decoded = Math.min(posteriors.count, DECODED);
  const errors: number[] = [];
  let decibels = 0;
  let logLikelihood = 0;
  for (let start = 0; start < decoded; start += CHUNK) {
    const end = Math.min(decoded, start + CHUNK);
    const truth = toPixels(images.subarray(start * pixels, end * pixels));
    const mu = posteriors.mu.subarray(start * units, end * units);
    const logVar = posteriors.logVar.subarray(start * units, end * units);
    const shown = await model.decode(mu);
    const epsilon = normals(new Random('evaluation', 'evidence', start), mu.length);
    const sampled = await model.decode(reparameterise(mu, logVar, epsilon));
    for (let i = 0; i < end - start; i++) {
      const own = (all: Float32Array) => all.subarray(i * pixels, (i + 1) * pixels);
      const error = meanSquaredError(own(shown), own(truth));
      errors.push(error);
      decibels += psnr(error) / decoded;
      logLikelihood += logBernoulli(own(sampled), own(truth)) / decoded;
    }
    onImages(2 * (end - start));
  }
  const kl = klPerUnit(posteriors.mu, posteriors.logVar, units).map((sum) => sum / posteriors.count);
  const total = kl.reduce((a, b) => a + b, 0);
  const elbo = logLikelihood - total;
  const active = Array.from({ length: units }, (_, u) => variance(column(posteriors.mu, units, u)) > ACTIVE);
  const known = who?.subarray(0, decoded);
  const { low, high } = estimateMean(errors, known ?? []);
  return {
    mse: mean(errors),
    psnr: decibels,
    elbo,
    bitsPerPixel: -elbo / (pixels * Math.LN2),
    logLikelihood,
    kl: total,
    klPerGroup: klPerGroup(kl, groups),
    activeUnits: active.filter(Boolean).length,
    activeUnitsPerGroup: Object.fromEntries(
      placeGroups(groups).map(({ name, start, end }) => [
        name,
        active.slice(start, end).filter(Boolean).length,
      ]),
    ),
    importanceWeighted: await importanceWeightedBound(model, images, posteriors, onImages),
    images: decoded,
    ...(known === undefined ? {} : { people: countPeople(known), interval: { mse: [low, high] } }),
  };
}

/** log of the mean of P(x, z) / Q(z|x) over samples z of Q (Burda et al. 2016, equation 8). */
async function importanceWeightedBound(
  model: Model,
  images: Uint8Array,
  { mu, logVar, units, count }: Posteriors,
  onImages: (count: number) => void,
): Promise<Evidence['importanceWeighted']> {
  const pixels = model.description.architecture.size ** 2;
  const used = Math.min(count, WEIGHTED_IMAGES);
  let bound = 0;
  for (let i = 0; i < used; i++) {
    const own = (values: Float32Array) => {
      const repeated = new Float32Array(SAMPLES * units);
      for (let k = 0; k < SAMPLES; k++) repeated.set(values.subarray(i * units, (i + 1) * units), k * units);
      return repeated;
    };
    const epsilon = normals(new Random('evaluation', 'importance', i), SAMPLES * units);
    const deviations = own(logVar);
    const z = reparameterise(own(mu), deviations, epsilon);
    const shown = await model.decode(z);
    const truth = toPixels(images.subarray(i * pixels, (i + 1) * pixels));
    const weights = Array.from({ length: SAMPLES }, (_, k) => {
      let log = logBernoulli(shown.subarray(k * pixels, (k + 1) * pixels), truth);
      // log P(z) - log Q(z|x); the constants of the two normal densities cancel.
      for (let u = k * units; u < (k + 1) * units; u++) {
        log += (epsilon[u]! ** 2 + deviations[u]! - z[u]! ** 2) / 2;
      }
      return log;
    });
    const max = Math.max(...weights);
    const mean = weights.reduce((sum, weight) => sum + Math.exp(weight - max), 0) / SAMPLES;
    bound += (max + Math.log(mean)) / used;
    onImages(SAMPLES);
  }
  return { bound, samples: SAMPLES, images: used };
}

/** log P(x|z) of a Bernoulli image in nats, summed over pixels; probabilities are kept 1e-7 away from 0 and 1. */
export function logBernoulli(probability: Float32Array, image: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < image.length; i++) {
    const p = Math.min(1 - 1e-7, Math.max(1e-7, probability[i]!));
    sum += image[i]! * Math.log(p) + (1 - image[i]!) * Math.log1p(-p);
  }
  return sum;
}

function normals(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}
