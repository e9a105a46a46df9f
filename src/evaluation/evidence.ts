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
    /** Nats an image, of the same images and samples as the ELBO: not below it but for the noise of sampling. */
    readonly bound: number;
    readonly samples: number;
  };
  /** How many images all of this is of. */
  readonly images: number;
  /** Whom they show, where that is known. */
  readonly people?: number;
  /** 95 %, normal, of each person's own mean. */
  readonly interval?: { readonly mse: readonly [low: number, high: number] };
}

/** Decoding is most of the work: a few hundred images settle a mean. */
const DECODED = 700;
/** Of each image: with the reconstruction they fill a batch of the engine. Burda et al. report 1, 5, 50 and 5,000. */
const SAMPLES = 7;
const ACTIVE = 0.01;

/** How many decodings `measureEvidence` takes. */
export function evidenceDecodings(count: number): number {
  return (1 + SAMPLES) * Math.min(count, DECODED);
}

/**
 * Reconstruction error and evidence of the first test images. All figures are of the same images: means over different
 * ones differ by more than the bounds do.
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
  const count = Math.min(posteriors.count, DECODED);
  const mu = posteriors.mu.subarray(0, count * units);
  const logVar = posteriors.logVar.subarray(0, count * units);
  const errors: number[] = [];
  let decibels = 0;
  let logLikelihood = 0;
  let bound = 0;
  for (let i = 0; i < count; i++) {
    const truth = toPixels(images.subarray(i * pixels, (i + 1) * pixels));
    const own = (values: Float32Array) => values.subarray(i * units, (i + 1) * units);
    const samples = drawSamples(own(mu), own(logVar), i);
    const shown = await model.decode(Float32Array.of(...own(mu), ...samples.z));
    const error = meanSquaredError(shown.subarray(0, pixels), truth);
    errors.push(error);
    decibels += psnr(error) / count;
    const likelihoods = samples.logRatios.map((_, k) =>
      logBernoulli(shown.subarray((k + 1) * pixels, (k + 2) * pixels), truth),
    );
    logLikelihood += mean(likelihoods) / count;
    bound += logMeanExp(likelihoods.map((log, k) => log + samples.logRatios[k]!)) / count;
    onImages(1 + SAMPLES);
  }
  const kl = klPerUnit(mu, logVar, units).map((sum) => sum / count);
  const total = kl.reduce((a, b) => a + b, 0);
  const elbo = logLikelihood - total;
  const active = Array.from({ length: units }, (_, u) => variance(column(mu, units, u)) > ACTIVE);
  const known = who?.subarray(0, count);
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
    importanceWeighted: { bound, samples: SAMPLES },
    images: count,
    ...(known === undefined ? {} : { people: countPeople(known), interval: { mse: [low, high] } }),
  };
}

/** Codes drawn from an image's posterior, [SAMPLES, units], and log P(z) - log Q(z|x) of each. */
function drawSamples(
  mu: Float32Array,
  logVar: Float32Array,
  image: number,
): { readonly z: Float32Array; readonly logRatios: readonly number[] } {
  const units = mu.length;
  const repeat = (values: Float32Array) =>
    Float32Array.from({ length: SAMPLES * units }, (_, i) => values[i % units]!);
  const epsilon = normals(new Random('evaluation', 'evidence', image), SAMPLES * units);
  const z = reparameterise(repeat(mu), repeat(logVar), epsilon);
  const logRatios = Array.from({ length: SAMPLES }, (_, k) => {
    let log = 0;
    // The constants of the two normal densities cancel.
    for (let u = 0; u < units; u++)
      log += (epsilon[k * units + u]! ** 2 + logVar[u]! - z[k * units + u]! ** 2) / 2;
    return log;
  });
  return { z, logRatios };
}

/** log of the mean of P(x, z) / Q(z|x) over samples z of Q (Burda et al. 2016, equation 8). */
function logMeanExp(logs: readonly number[]): number {
  const max = Math.max(...logs);
  return max + Math.log(mean(logs.map((log) => Math.exp(log - max))));
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
