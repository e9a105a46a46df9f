import type { Bottleneck, Coded, StepDraw } from '../bottleneck.js';
import { codeLength, type Group } from '../groups.js';
import { joinPosterior, splitPosterior } from '../posterior.js';
import { type TotalCorrelation, totalCorrelation } from './totalCorrelation.js';
import { Vae } from './vae.js';

/**
 * The beta-TCVAE (Chen et al. 2018, equation 4 with alpha = gamma = 1): of the three parts of the KL (mutual
 * information, total correlation, divergence of each unit) the second alone is weighted by beta. So its loss is the
 * VAE's and beta - 1 times the total correlation.
 */
export class BetaTcVae implements Bottleneck {
  readonly groups: readonly Group[];
  readonly klWeight: number;
  readonly #vae: Vae;
  /** Weight of the total correlation on top of the one that it has as a part of the KL. */
  readonly #extra: number;
  #correlation: TotalCorrelation | undefined;

  constructor(groups: readonly Group[], klWeight: number, beta: number) {
    this.groups = groups;
    this.klWeight = klWeight;
    this.#vae = new Vae(groups, klWeight);
    this.#extra = (beta - 1) * klWeight;
  }

  forward(posterior: Float32Array, draw: StepDraw): Coded {
    const coded = this.#vae.forward(posterior, draw);
    const units = codeLength(this.groups);
    this.#correlation = totalCorrelation(coded.z, splitPosterior(posterior, units), units);
    return { ...coded, penalty: coded.penalty + this.#extra * this.#correlation.value };
  }

  backward(gradient: Float32Array): Float32Array {
    if (this.#correlation === undefined) throw new Error('backward before forward');
    const { dz, dPosterior } = this.#correlation;
    const throughSample = this.#vae.backward(gradient.map((g, i) => g + this.#extra * dz[i]!));
    const direct = joinPosterior(dPosterior, codeLength(this.groups));
    return throughSample.map((d, i) => d + this.#extra * direct[i]!);
  }
}
