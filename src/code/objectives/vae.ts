import { type Bottleneck, type Coded, klPenalty, type StepDraw } from '../bottleneck.js';
import { codeLength, type Group } from '../groups.js';
import { addKlGradient, klPerUnit } from '../kl.js';
import { joinPosterior, type Posterior, splitPosterior } from '../posterior.js';
import { reparameterise, reparameteriseBackward } from '../reparameterise.js';

/**
 * The ordinary variational autoencoder (Kingma and Welling 2014), the entangled baseline: every unit is sampled and
 * decoded, whatever varies in the batch.
 *
 * With a KL weight of beta it is the beta-VAE (Higgins et al. 2017, equation 4).
 */
export class Vae implements Bottleneck {
  readonly groups: readonly Group[];
  readonly klWeight: number;
  #pass: (Posterior & { readonly epsilon: Float32Array }) | undefined;

  constructor(groups: readonly Group[], klWeight: number) {
    this.groups = groups;
    this.klWeight = klWeight;
  }

  forward(posterior: Float32Array, { epsilon }: StepDraw): Coded {
    const units = codeLength(this.groups);
    const { mu, logVar } = splitPosterior(posterior, units);
    this.#pass = { mu, logVar, epsilon };
    const kl = klPerUnit(mu, logVar, units);
    return { z: reparameterise(mu, logVar, epsilon), kl, penalty: klPenalty(kl, this.klWeight) };
  }

  backward(gradient: Float32Array): Float32Array {
    if (this.#pass === undefined) throw new Error('backward before forward');
    const { mu, logVar, epsilon } = this.#pass;
    const units = codeLength(this.groups);
    const d = { mu: gradient.slice(), logVar: reparameteriseBackward(gradient, logVar, epsilon) };
    addKlGradient(d, mu, logVar, new Uint8Array(units).fill(1), this.klWeight);
    return joinPosterior(d, units);
  }
}
