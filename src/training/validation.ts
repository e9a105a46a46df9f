import { type Bottleneck, klPenalty } from '../code/bottleneck.js';
import { klPerUnit } from '../code/kl.js';
import { bernoulli, sigmoid } from '../code/likelihood.js';
import { type Posterior, splitPosterior } from '../code/posterior.js';
import { noise, reparameterise } from '../code/reparameterise.js';
import { batchesOf, kindsOf } from '../dataset/available.js';
import type { Batch, BatchSource } from '../dataset/batch.js';
import { activeFactors } from '../dataset/kind.js';
import { toPixels } from '../dataset/pixels.js';
import { type BatchRequest, readAhead } from '../dataset/readAhead.js';
import { concatenate } from '../numeric/concatenate.js';
import { type Loss, lossOf, type Runners } from './objective.js';

/** What a training has reached, measured on people it does not train on. */
export interface Validation {
  /** Of the unclamped, sampled code: with a KL weight of 1, `loss` is the negative evidence lower bound. */
  readonly loss: Loss;
  /** Of all images [images, units]. */
  readonly posterior: Posterior;
  /** [images, parameters]; undefined where nobody knows it. */
  readonly truth: Float32Array | undefined;
  /** The first image of each batch and its reconstruction from mu [n, size, size], 0 to 1. */
  readonly samples: { readonly images: Float32Array; readonly reconstructions: Float32Array };
}

/**
 * Batches to validate on: of the kind `all`, in which everything varies, where the data has it; or else of
 * all its kinds in turn. Data without a validation split lends its training batches.
 */
export function validationBatches(info: BatchSource['info'], count: number): readonly BatchRequest[] {
  const split = kindsOf(info, 'validation').length > 0 ? 'validation' : 'train';
  const kinds = batchesOf(info, split, 'all') > 0 ? ['all'] : kindsOf(info, split);
  const requests: BatchRequest[] = [];
  for (let index = 0; requests.length < count; index++) {
    const left = kinds.filter((kind) => index < batchesOf(info, split, kind));
    if (left.length === 0) break;
    requests.push(...left.map((kind) => ({ split, kind, index }) as const));
  }
  return requests.slice(0, count);
}

/** Fewer images say little of what a unit means. */
const ENOUGH = 100;

/** What to say where a validation shows too little of the data; undefined where it does not. */
export function validationNotice(info: BatchSource['info'], count: number): string | undefined {
  const requests = validationBatches(info, count);
  const images = requests.length * info.batchSize;
  const kinds = [...new Set(requests.map(({ kind }) => kind))];
  const vary = new Set(kinds.flatMap((kind) => activeFactors(kind, info)));
  const still = info.factors.map(({ name }) => name).filter((name) => !vary.has(name));
  const few = requests.length < count && images < ENOUGH;
  if (requests[0]?.split === 'validation' && !few && still.length === 0) return undefined;
  const split = requests[0]?.split === 'train' ? 'training images, for want of others' : 'images';
  return (
    `The best model is chosen, and its units are fitted, on ${images} ${split}, of the kind${kinds.length > 1 ? 's' : ''} ` +
    `${kinds.join(', ')}${still.length === 0 ? '' : `, in which ${still.join(', ')} never var${still.length > 1 ? 'y' : 'ies'}`}. ` +
    'More, and batches of all kinds, in a folder validation beside train make that surer.'
  );
}

/**
 * Loss, posterior and sample pictures over the given batches. The noise is the same each time, so
 * that losses of different steps differ by the parameters alone.
 *
 * @param batch images of a step of the training: each such stretch of images has a stream of noise, however many of them
 *   the runners take at once
 */
export async function validate(
  { encoder, decoder }: Runners,
  code: Bottleneck,
  source: BatchSource,
  requests: readonly BatchRequest[],
  seed: number,
  batch: number = encoder.batch,
): Promise<Validation> {
  const { size } = source.info;
  const units = decoder.network.input[0]!;
  const pixels = size * size;
  const read: Batch[] = [];
  for await (const batch of readAhead(source, requests, 2)) read.push(batch);
  const all = concatenate(
    Uint8Array,
    read.map(({ images }) => images),
  );
  const count = all.length / pixels;
  const mus: Float32Array[] = [];
  const logVars: Float32Array[] = [];
  const kl = new Float64Array(units);
  let reconstruction = 0;
  const noiseAt = (first: number, images: number): Float32Array => {
    const stream = Math.floor(first / batch);
    return noise(seed, -1 - stream, images * units, (first - stream * batch) * units);
  };
  // In the runners' batches, which need not be the data's; the last one is filled up.
  for (let start = 0; start < count; start += encoder.batch) {
    const rows = Math.min(encoder.batch, count - start);
    const input = new Float32Array(encoder.batch * pixels);
    input.set(toPixels(all.subarray(start * pixels, (start + rows) * pixels)));
    const posterior = splitPosterior(await encoder.forward(input), units);
    const epsilon = noiseAt(start, encoder.batch);
    const logits = await decoder.forward(reparameterise(posterior.mu, posterior.logVar, epsilon));
    const sampled = logits.subarray(0, rows * pixels);
    reconstruction += bernoulli(sampled, input.subarray(0, rows * pixels), new Float32Array(sampled.length));
    const mu = posterior.mu.slice(0, rows * units);
    const logVar = posterior.logVar.slice(0, rows * units);
    klPerUnit(mu, logVar, units).forEach((sum, u) => {
      kl[u]! += sum;
    });
    mus.push(mu);
    logVars.push(logVar);
  }
  const truths = read.map(({ factors }) => factors);
  const known = truths.filter((truth) => truth !== undefined);
  const mu = concatenate(Float32Array, mus);
  return {
    loss: lossOf(code.groups, reconstruction, kl, klPenalty(kl, code.klWeight), count),
    posterior: { mu, logVar: concatenate(Float32Array, logVars) },
    truth: known.length === truths.length ? concatenate(Float32Array, known) : undefined,
    samples: await reconstruct(decoder, read.slice(0, batch), mu),
  };
}

/** Decodes the first image of each batch. */
async function reconstruct(
  decoder: Runners['decoder'],
  shown: readonly Batch[],
  mu: Float32Array,
): Promise<Validation['samples']> {
  const units = decoder.network.input[0]!;
  const firsts: Float32Array[] = [];
  let first = 0;
  for (const { count } of shown) {
    firsts.push(mu.subarray(first * units, (first + 1) * units));
    first += count;
  }
  const images = concatenate(
    Float32Array,
    shown.map((batch) => toPixels(batch.images.subarray(0, batch.images.length / batch.count))),
  );
  const pixels = images.length / shown.length;
  const reconstructions = new Float32Array(images.length);
  for (let start = 0; start < shown.length; start += decoder.batch) {
    const codes = new Float32Array(decoder.batch * units);
    codes.set(concatenate(Float32Array, firsts.slice(start, start + decoder.batch)));
    const drawn = sigmoid(await decoder.forward(codes));
    reconstructions.set(drawn.subarray(0, images.length - start * pixels), start * pixels);
  }
  return { images, reconstructions };
}
