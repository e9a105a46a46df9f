import type { Posterior } from '../posterior.js';

/**
 * Total correlation of a code over a batch, KL(q(z) || prod_k q(z_k)), by minibatch-weighted sampling (Chen, Li,
 * Grosse, Duvenaud 2018, section 4.1 and appendix C.1): q(z) of each sample is estimated from the posteriors of all the
 * batch's images.
 *
 * The estimate lacks a constant, (units - 1) log(images in the data set x batch): a scene that is drawn on the fly has
 * no number of images, and the gradient does not depend on it. The authors of disentanglement_lib leave it out too.
 */
export interface TotalCorrelation {
  /** In nats, summed over the batch, up to the constant. */
  readonly value: number;
  /** d(value)/dz at fixed posteriors [batch, units]. */
  readonly dz: Float32Array;
  /** d(value)/d(mu) and d(value)/d(log sigma^2) at fixed z. */
  readonly dPosterior: Posterior;
}

/** @param z samples, one from each image's posterior [batch, units] */
export function totalCorrelation(
  z: Float32Array,
  { mu, logVar }: Posterior,
  units: number,
): TotalCorrelation {
  const batch = z.length / units;
  const dz = new Float32Array(z.length);
  const dMu = new Float32Array(z.length);
  const dLogVar = new Float32Array(z.length);
  let value = 0;
  for (let i = 0; i < batch; i++) {
    /** log q(z_ik | x_j) + log(2 pi) / 2: a constant that cancels in every softmax but not in the value. */
    const density = Array.from({ length: batch }, (_, j) =>
      Float64Array.from({ length: units }, (_, k) => {
        const difference = z[i * units + k]! - mu[j * units + k]!;
        return -(logVar[j * units + k]! + difference ** 2 * Math.exp(-logVar[j * units + k]!)) / 2;
      }),
    );
    const joint = softmax(density.map((row) => row.reduce((sum, x) => sum + x, 0)));
    value += joint.logSum;
    for (let k = 0; k < units; k++) {
      const own = softmax(density.map((row) => row[k]!));
      value -= own.logSum;
      for (let j = 0; j < batch; j++) {
        const weight = joint.shares[j]! - own.shares[j]!;
        const precision = Math.exp(-logVar[j * units + k]!);
        const difference = z[i * units + k]! - mu[j * units + k]!;
        dz[i * units + k]! -= weight * difference * precision;
        dMu[j * units + k]! += weight * difference * precision;
        dLogVar[j * units + k]! += (weight * (difference ** 2 * precision - 1)) / 2;
      }
    }
  }
  return { value, dz, dPosterior: { mu: dMu, logVar: dLogVar } };
}

function softmax(logs: readonly number[]): { readonly shares: readonly number[]; readonly logSum: number } {
  const max = Math.max(...logs);
  const powers = logs.map((log) => Math.exp(log - max));
  const sum = powers.reduce((a, b) => a + b);
  return { shares: powers.map((power) => power / sum), logSum: max + Math.log(sum) };
}
