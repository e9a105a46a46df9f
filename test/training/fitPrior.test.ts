import { expect, test } from 'vitest';
import { klPerUnit } from '../../src/code/kl.js';
import { codeMoments, standardise } from '../../src/code/moments.js';
import { reparameterise } from '../../src/code/reparameterise.js';
import { prepareModel } from '../../src/model/model.js';
import { Random } from '../../src/numeric/random.js';
import { mean, variance } from '../../src/statistics/moments.js';
import { fitPrior, undoFit } from '../../src/training/fitPrior.js';
import { tinyModel } from '../model/tinyModel.js';
import { referenceEngine } from './referenceEngine.js';

const UNITS = 4;
const random = new Random('images');
const images = Float32Array.from({ length: 30 * 64 }, () => random.uniform());
const sum = (x: Float64Array): number => x.reduce((total, value) => total + value, 0);

/** An encoder whose units are small, lie off the middle and are uncertain to different degrees. */
async function shrunken() {
  const { parameters, description } = tinyModel;
  const bias = parameters.get('encoder.posterior.bias').slice();
  parameters.get('encoder.posterior.bias').set([0.3, -0.2, 0, 5, -4, -5, -6, -1]);
  const model = await prepareModel(tinyModel, referenceEngine);
  const posterior = await model.encode(images);
  const moments = codeMoments(posterior, UNITS);
  const fitted = fitPrior(parameters, moments);
  const trained = parameters.data.slice();
  const after = await prepareModel({ description, parameters: fitted }, referenceEngine);
  parameters.get('encoder.posterior.bias').set(bias);
  return { model, posterior, moments, trained, fitted, after };
}

test('a code fitted to the prior draws the same pictures, sampled ones too', async () => {
  const { model, posterior, moments, after } = await shrunken();
  const { mu, logVar } = await after.encode(images);
  const epsilon = posterior.mu.map(() => random.normal());
  for (const scale of [0, 1]) {
    const noise = epsilon.map((e) => scale * e);
    const before = await model.decode(reparameterise(posterior.mu, posterior.logVar, noise));
    const now = await after.decode(reparameterise(mu, logVar, noise));
    for (const [i, grey] of now.entries()) expect(grey).toBeCloseTo(before[i]!, 5);
  }
  for (const [i, value] of standardise(posterior.mu, moments).entries()) expect(value).toBeCloseTo(mu[i]!, 4);
});

test('a code fitted to the prior has its mean and variance, and the least divergence from it', async () => {
  const { posterior, after } = await shrunken();
  const { mu, logVar } = await after.encode(images);
  for (let u = 0; u < UNITS; u++) {
    const column = (x: Float32Array): Float32Array => x.filter((_, i) => i % UNITS === u);
    expect(mean(column(mu))).toBeCloseTo(0, 4);
    expect(variance(column(mu)) + mean(column(logVar).map(Math.exp))).toBeCloseTo(1, 4);
  }
  const least = sum(klPerUnit(mu, logVar, UNITS));
  expect(least).toBeLessThan(sum(klPerUnit(posterior.mu, posterior.logVar, UNITS)));
  for (const stretch of [0.95, 1.05]) {
    const other = klPerUnit(
      mu.map((x) => stretch * x),
      logVar.map((x) => x + 2 * Math.log(stretch)),
      UNITS,
    );
    expect(sum(other)).toBeGreaterThan(least);
    const shifted = klPerUnit(
      mu.map((x) => x + stretch - 1),
      logVar,
      UNITS,
    );
    expect(sum(shifted)).toBeGreaterThan(least);
  }
});

test('a training goes on in the units that it had', async () => {
  const { trained, fitted, moments } = await shrunken();
  const again = undoFit(fitted, moments);
  for (const [i, value] of again.data.entries()) expect(value).toBeCloseTo(trained[i]!, 5);
});
