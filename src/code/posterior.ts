/** What the encoder says of each image: a normal distribution for each unit. */
export interface Posterior {
  /** [batch, units] */
  readonly mu: Float32Array;
  /** log sigma^2 [batch, units] */
  readonly logVar: Float32Array;
}

/** The encoder's output [batch, 2 units] -> mu [batch, units] and log sigma^2 [batch, units]. */
export function splitPosterior(posterior: Float32Array, units: number): Posterior {
  const mu = new Float32Array(posterior.length / 2);
  const logVar = new Float32Array(posterior.length / 2);
  for (let i = 0; i < mu.length; i += units) {
    mu.set(posterior.subarray(2 * i, 2 * i + units), i);
    logVar.set(posterior.subarray(2 * i + units, 2 * (i + units)), i);
  }
  return { mu, logVar };
}

/** The way back: [batch, 2 units]. */
export function joinPosterior({ mu, logVar }: Posterior, units: number): Float32Array {
  const posterior = new Float32Array(2 * mu.length);
  for (let i = 0; i < mu.length; i += units) {
    posterior.set(mu.subarray(i, i + units), 2 * i);
    posterior.set(logVar.subarray(i, i + units), 2 * i + units);
  }
  return posterior;
}
