import { clamp, clampBackward } from './clamp.js';
import { type Group, trainedUnits } from './groups.js';
import { targetInvariance } from './invariance.js';
import { addKlGradient, klPerUnit } from './kl.js';
import { reparameterise, reparameteriseBackward } from './reparameterise.js';

export interface CodeOptions {
  /**
   * What the batch mean replaces: the sampled code (`after` sampling, the paper), the posterior's mu and
   * log sigma^2 (`before` sampling, the released code; noise then still differs from image to image), or
   * nothing at all (`none`: an ordinary variational autoencoder, the entangled baseline).
   */
  readonly clamping: 'after' | 'before' | 'none';
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
interface Pass {
  readonly trained: Uint8Array;
  readonly epsilon: Float32Array;
  readonly mu: Float32Array;
  readonly logVar: Float32Array;
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
export class GraphicsCode {
  readonly groups: readonly Group[];
  readonly options: CodeOptions;
  #pass: Pass | undefined;

  constructor(groups: readonly Group[], options: CodeOptions) {
    this.groups = groups;
    this.options = options;
  }

  /**
   * @param posterior the encoder's output [batch, 2 units]: mu, then log sigma^2
   * @param active factors that vary within the batch
   * @param epsilon standard normal noise [batch, units]
   * @returns the code for the decoder [batch, units], and the divergence of each unit summed over the batch
   */
  forward(
    posterior: Float32Array,
    active: readonly string[],
    epsilon: Float32Array,
  ): { readonly z: Float32Array; readonly kl: Float64Array } {
    const { clamping } = this.options;
    const trained = trainedUnits(this.groups, active);
    if (clamping === 'none') trained.fill(1);
    const { mu, logVar } = splitPosterior(posterior, trained.length);
    const sampledLogVar = clamping === 'before' ? clamp(logVar, trained) : logVar;
    const sample = reparameterise(clamping === 'before' ? clamp(mu, trained) : mu, sampledLogVar, epsilon);
    this.#pass = { trained, epsilon, mu, logVar, sampledLogVar, sample };
    return {
      z: clamping === 'after' ? clamp(sample, trained) : sample,
      kl: klPerUnit(mu, logVar, trained.length),
    };
  }

  /**
   * The way back through the last `forward`: trained units get the decoder's gradient, clamped units are
   * drawn towards their mean instead (see `invariance.ts`), and the KL is added.
   *
   * @param gradient dL/dz from the decoder [batch, units]
   * @returns dL/d(posterior) for the encoder [batch, 2 units]
   */
  backward(gradient: Float32Array): Float32Array {
    if (this.#pass === undefined) throw new Error('backward before forward');
    const { trained, epsilon, mu, logVar, sampledLogVar, sample } = this.#pass;
    const { clamping, invariance, clampedGradient, clampedKl, klWeight } = this.options;

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
    addKlGradient({ mu: dMu, logVar: dLogVar }, mu, logVar, counts, klWeight);
    return joinPosterior(dMu, dLogVar, trained.length);
  }
}

/** [batch, 2 units] -> mu [batch, units] and log sigma^2 [batch, units]. */
export function splitPosterior(
  posterior: Float32Array,
  units: number,
): { readonly mu: Float32Array; readonly logVar: Float32Array } {
  const mu = new Float32Array(posterior.length / 2);
  const logVar = new Float32Array(posterior.length / 2);
  for (let i = 0; i < mu.length; i += units) {
    mu.set(posterior.subarray(2 * i, 2 * i + units), i);
    logVar.set(posterior.subarray(2 * i + units, 2 * (i + units)), i);
  }
  return { mu, logVar };
}

function joinPosterior(mu: Float32Array, logVar: Float32Array, units: number): Float32Array {
  const posterior = new Float32Array(2 * mu.length);
  for (let i = 0; i < mu.length; i += units) {
    posterior.set(mu.subarray(i, i + units), 2 * i);
    posterior.set(logVar.subarray(i, i + units), 2 * i + units);
  }
  return posterior;
}
