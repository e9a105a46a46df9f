import type { Bottleneck, Coded, StepDraw } from '../bottleneck.js';
import { codeLength, type Group } from '../groups.js';
import { joinPosterior, type Posterior, splitPosterior } from '../posterior.js';
import { averagePairs, averagePairsBackward, sharedUnits } from './pairs.js';
import { Vae } from './vae.js';

/**
 * Ada-GVAE (Locatello et al. 2020): learns from pairs of images that differ in some factors, without knowing in which,
 * nor in how many. The units that diverge least within a pair are averaged, the others kept; the rest is a VAE.
 *
 * Images 2i and 2i + 1 of a batch are a pair: they share the factors that the batch keeps fixed. With one-factor kinds
 * a pair differs in one factor, with 'all but one' kinds in all the others. The paper draws its pairs' number of
 * factors alike from 1 to all but one; here it is what the kinds say.
 */
export class AdaGvae implements Bottleneck {
  readonly groups: readonly Group[];
  readonly klWeight: number;
  readonly #vae: Vae;
  #pass: { readonly posterior: Posterior; readonly shared: Uint8Array } | undefined;

  constructor(groups: readonly Group[], klWeight: number) {
    this.groups = groups;
    this.klWeight = klWeight;
    this.#vae = new Vae(groups, klWeight);
  }

  forward(posterior: Float32Array, draw: StepDraw): Coded {
    const units = codeLength(this.groups);
    const split = splitPosterior(posterior, units);
    const shared = sharedUnits(split, units);
    this.#pass = { posterior: split, shared };
    return this.#vae.forward(joinPosterior(averagePairs(split, shared, units), units), draw);
  }

  backward(gradient: Float32Array): Float32Array {
    if (this.#pass === undefined) throw new Error('backward before forward');
    const { posterior, shared } = this.#pass;
    const units = codeLength(this.groups);
    const d = splitPosterior(this.#vae.backward(gradient), units);
    return joinPosterior(averagePairsBackward(d, posterior, shared, units), units);
  }
}
