import type { Group } from './groups.js';
import type { CodeSet } from './sets.js';

/**
 * What lies between encoder and decoder in a training, and decides what the code learns: one class for each
 * objective. It holds one batch at a time.
 */
export interface Bottleneck {
  readonly groups: readonly Group[];
  /** Weight of the KL against the reconstruction. */
  readonly klWeight: number;

  /** @param posterior the encoder's output [batch, 2 units]: mu, then log sigma^2 */
  forward(posterior: Float32Array, draw: StepDraw): Coded;

  /**
   * The way back through the last `forward`.
   *
   * @param gradient dL/dz from the decoder [batch, units]
   * @returns dL/d(posterior) for the encoder [batch, 2 units], that of the penalty included
   */
  backward(gradient: Float32Array): Float32Array;
}

/** What belongs to a step besides its images. */
export interface StepDraw {
  /** Together they have as many images as the batch; the unsupervised objectives do not look at them. */
  readonly sets: readonly CodeSet[];
  /** Of each set, see `exchangeShifts`. */
  readonly shifts: readonly number[];
  /** Standard normal noise [batch, units]. */
  readonly epsilon: Float32Array;
}

export interface Coded {
  /** The code for the decoder [batch, units]. */
  readonly z: Float32Array;
  /** Divergence of each unit from the prior, in nats, summed over the batch [units]. */
  readonly kl: Float64Array;
  /** What is added to the reconstruction in the loss, in nats, summed over the batch: the weighted divergence. */
  readonly penalty: number;
}

/** The weighted divergence of all units. */
export function klPenalty(kl: Float64Array, weight: number): number {
  return weight * kl.reduce((sum, unit) => sum + unit, 0);
}
