import { type Bottleneck, type Coded, klPenalty } from './bottleneck.js';
import { clamp, clampBackward } from './clamp.js';
import { type Group, trainedUnits } from './groups.js';
import { targetInvariance } from './invariance.js';
import { addKlGradient, klPerUnit } from './kl.js';
import { joinPosterior, type Posterior, splitPosterior } from './posterior.js';
import { reparameterise, reparameteriseBackward } from './reparameterise.js';

export interface CodeOptions {
  /**
   * What the batch mean replaces: the sampled code (`after` sampling, the paper), or the posterior's mu and
   * log sigma^2 (`before` sampling, the released code; noise then still differs from image to image).
   */
  readonly clamping: 'after' | 'before';
  /** Weight of invariance targeting, 0.01 in the paper. */
  readonly invariance: number;
  /**
   * The reconstruction's gradient of a clamped unit: stopped (paper), or passed through the `mean`, which is
   * the exact gradient of clamping and teaches the unit what all the images of a batch have in common.
   */
  readonly clampedGradient: 'stop' | 'mean';
  /** Whether clamped units keep the pull of their KL (paper), or lose it (released code). */
  readonly clampedKl: 'keep' | 'drop';
  /** Weight of the KL against the reconstruction, 1 in the paper. */
  readonly klWeight: number;
}

/** What `forward` has to remember for `backward`. */
interface Pass extends Posterior {
  readonly trained: Uint8Array;
  readonly epsilon: Float32Array;
  /** The log sigma^2 that was sampled from: clamped, where clamping comes before sampling. */
  readonly sampledLogVar: Float32Array;
  /** The sample before it was clamped. */
  readonly sample: Float32Array;
}

/**
 * The graphics code, between encoder and decoder (paper, section 3 and figure 2).
 *
 * Steps 4 and 5 of the training procedure are `forward`, step 7 is `backward`; one batch at a time.
 */
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

  forward(posterior: Float32Array, active: readonly string[], epsilon: Float32Array): Coded {
    const { clamping } = this.#options;
    const trained = trainedUnits(this.groups, active);
    const { mu, logVar } = splitPosterior(posterior, trained.length);
    const sampledLogVar = clamping === 'before' ? clamp(logVar, trained) : logVar;
    const sample = reparameterise(clamping === 'before' ? clamp(mu, trained) : mu, sampledLogVar, epsilon);
    this.#pass = { trained, epsilon, mu, logVar, sampledLogVar, sample };
    const kl = klPerUnit(mu, logVar, trained.length);
    return {
      z: clamping === 'after' ? clamp(sample, trained) : sample,
      kl,
      penalty: klPenalty(kl, this.klWeight),
    };
  }

  /**
   * The way back through the last `forward`: trained units get the decoder's gradient, clamped units are
   * drawn towards their mean instead (see `invariance.ts`), and the KL is added.
   */
  backward(gradient: Float32Array): Float32Array {
    if (this.#pass === undefined) throw new Error('backward before forward');
    const { trained, epsilon, mu, logVar, sampledLogVar, sample } = this.#pass;
    const { clamping, invariance, clampedGradient, clampedKl } = this.#options;

    const unclamp = (g: Float32Array, values: Float32Array): Float32Array => {
      const result = targetInvariance(g, values, trained, invariance);
      if (clampedGradient === 'stop') return result;
      const throughMean = clampBackward(g, trained);
      return result.map((r, i) => (trained[i % trained.length] === 1 ? r : r + throughMean[i]!));
    };

    let dMu = clamping === 'after' ? unclamp(gradient, sample) : gradient.slice();
    let dLogVar = reparameteriseBackward(dMu, sampledLogVar, epsilon);
    if (clamping === 'before') {
      dMu = unclamp(dMu, mu);
      dLogVar = unclamp(dLogVar, logVar);
    }

    const counts = clampedKl === 'keep' ? new Uint8Array(trained.length).fill(1) : trained;
    addKlGradient({ mu: dMu, logVar: dLogVar }, mu, logVar, counts, this.klWeight);
    return joinPosterior({ mu: dMu, logVar: dLogVar }, trained.length);
  }
}
