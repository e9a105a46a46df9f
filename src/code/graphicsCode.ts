import { type Bottleneck, type Coded, klPenalty, type StepDraw } from './bottleneck.js';
import type { Group } from './groups.js';
import { type Inactive, replaceInactive, replaceInactiveBackward } from './inactive.js';
import { targetInvariance } from './invariance.js';
import { addKlGradient, klPerUnit } from './kl.js';
import { joinPosterior, type Posterior, splitPosterior } from './posterior.js';
import { reparameterise, reparameteriseBackward } from './reparameterise.js';
import { eachInactive, type PlacedSet, placeSets } from './sets.js';

/*
 * The training procedure of the paper (section 3), step by step:
 *
 * | step | what the paper says                                     | where it is done                                   |
 * | ---- | ------------------------------------------------------- | -------------------------------------------------- |
 * | 1    | select a transformation to train                        | `plannedStep`, training/plan.ts                    |
 * | 2    | take a mini-batch in which only that one varies         | `sampleBatch`, dataset/sample.ts                   |
 * | 3    | show each image to the encoder, get its code            | `trainingStep`, training/objective.ts              |
 * | 4    | average the codes over the batch                        | `replaceInactive`, code/inactive.ts                |
 * | 5    | replace the inactive units by the average, then decode  | the same; ours takes those of another image        |
 * | 6    | error and gradients as in SGVB, back through the decoder | `bernoulli`, likelihood.ts; `trainingStep`         |
 * | 7    | replace the gradient of inactive units by their         | `targetInvariance`, invariance.ts; ours passes the |
 * |      | difference from the average                             | gradient on: `replaceInactiveBackward`             |
 * | 8    | continue back through the encoder                       | `GraphicsCode.backward`, then `trainingStep`       |
 */

/** What exchange needs to know, and all that it can be told. */
export interface ExchangeOptions {
  readonly inactive: 'exchange';
  /** Weight of the KL against the reconstruction, 1 in the paper. */
  readonly klWeight: number;
}

/** The paper's way, and the released code's. */
export interface ClampOptions {
  readonly inactive: Exclude<Inactive, 'exchange'>;
  readonly klWeight: number;
  /**
   * What is replaced: the sampled code (`after` sampling, the paper), or the posterior's mu and log sigma^2 (`before`
   * sampling, the released code; noise then still differs from image to image).
   */
  readonly clamping: 'after' | 'before';
  /** Weight of invariance targeting, 0.01 in the paper. */
  readonly invariance: number;
  /**
   * The reconstruction's gradient of an inactive unit: stopped (paper), or the `exact` one of the replacement, which
   * teaches the unit what all the images of a set have in common.
   */
  readonly clampedGradient: 'stop' | 'exact';
  /** Whether inactive units keep the pull of their KL (paper), or lose it (released code). */
  readonly clampedKl: 'keep' | 'drop';
}

export type CodeOptions = ExchangeOptions | ClampOptions;

/** What `forward` has to remember for `backward`. */
interface Pass extends Posterior {
  readonly sets: readonly PlacedSet[];
  readonly epsilon: Float32Array;
  /** The log sigma^2 that was sampled from: clamped, where clamping comes before sampling. */
  readonly sampledLogVar: Float32Array;
  /** The sample before its inactive units were replaced. */
  readonly sample: Float32Array;
}

/** The graphics code, between encoder and decoder (paper, section 3 and figure 2); one step at a time. */
export class GraphicsCode implements Bottleneck {
  readonly groups: readonly Group[];
  readonly klWeight: number;
  readonly #options: CodeOptions;
  #pass: Pass | undefined;

  constructor(groups: readonly Group[], options: CodeOptions) {
    this.groups = groups;
    this.klWeight = options.klWeight;
    this.#options = options;
  }

  forward(posterior: Float32Array, draw: StepDraw): Coded {
    const { inactive } = this.#options;
    const before = clampsBefore(this.#options);
    const sets = placeSets(this.groups, draw.sets, draw.shifts);
    const units = sets[0]!.trained.length;
    const { mu, logVar } = splitPosterior(posterior, units);
    const sampledLogVar = before ? replaceInactive(logVar, sets, inactive) : logVar;
    const sampledMu = before ? replaceInactive(mu, sets, inactive) : mu;
    const sample = reparameterise(sampledMu, sampledLogVar, draw.epsilon);
    this.#pass = { sets, epsilon: draw.epsilon, mu, logVar, sampledLogVar, sample };
    const kl = klPerUnit(mu, logVar, units);
    return {
      z: before ? sample : replaceInactive(sample, sets, inactive),
      kl,
      penalty: klPenalty(dropsKl(this.#options) ? trainedKl(mu, logVar, sets) : kl, this.klWeight),
    };
  }

  /** The way back through the last `forward`; the KL is added. */
  backward(gradient: Float32Array): Float32Array {
    if (this.#pass === undefined) throw new Error('backward before forward');
    const { sets, epsilon, mu, logVar, sampledLogVar, sample } = this.#pass;
    const options = this.#options;
    const before = clampsBefore(options);

    const d = { mu: before ? gradient.slice() : this.#replaced(gradient, sample, sets), logVar };
    d.logVar = reparameteriseBackward(d.mu, sampledLogVar, epsilon);
    if (before) {
      d.mu = this.#replaced(d.mu, mu, sets);
      d.logVar = this.#replaced(d.logVar, logVar, sets);
    }

    const drops = dropsKl(options);
    const units = sets[0]!.trained.length;
    const all = new Uint8Array(units).fill(1);
    for (const { start, images, trained } of sets) {
      const rows = (values: Float32Array): Float32Array =>
        values.subarray(start * units, (start + images) * units);
      const gradients = { mu: rows(d.mu), logVar: rows(d.logVar) };
      addKlGradient(gradients, rows(mu), rows(logVar), drops ? trained : all, this.klWeight);
    }
    return joinPosterior(d, units);
  }

  /** Back through `replaceInactive`, or what the paper puts in its place. */
  #replaced(gradient: Float32Array, values: Float32Array, sets: readonly PlacedSet[]): Float32Array {
    const options = this.#options;
    if (options.inactive === 'exchange') return replaceInactiveBackward(gradient, sets, 'exchange');
    const pulled = targetInvariance(gradient, values, sets, options.invariance);
    if (options.clampedGradient === 'stop') return pulled;
    const exact = replaceInactiveBackward(gradient, sets, options.inactive);
    eachInactive(sets, ({ images }, at) => {
      for (let i = 0; i < images; i++) exact[at(i)]! += pulled[at(i)]!;
    });
    return exact;
  }
}

/** Exchanging samples or posteriors is the same: each image's own noise goes with it, or is drawn anew. */
function clampsBefore(options: CodeOptions): boolean {
  return options.inactive !== 'exchange' && options.clamping === 'before';
}

function dropsKl(options: CodeOptions): boolean {
  return options.inactive !== 'exchange' && options.clampedKl === 'drop';
}

/** The divergence of each unit summed over the images of those sets that train it: what descent then lowers. */
function trainedKl(mu: Float32Array, logVar: Float32Array, sets: readonly PlacedSet[]): Float64Array {
  const units = sets[0]!.trained.length;
  const sum = new Float64Array(units);
  for (const { start, images, trained } of sets) {
    const rows = (values: Float32Array): Float32Array =>
      values.subarray(start * units, (start + images) * units);
    for (const [u, kl] of klPerUnit(rows(mu), rows(logVar), units).entries()) sum[u]! += trained[u]! * kl;
  }
  return sum;
}
