import { expect, test } from 'vitest';
import type { Posteriors } from '../../src/evaluation/encodeImages.js';
import { logBernoulli, measureEvidence } from '../../src/evaluation/evidence.js';
import type { Model } from '../../src/model/model.js';
import { createOracle, SIZE } from './oracle.js';

/** Every code is decoded alike, so that log P(x) is known: z tells nothing. */
const GREY = 0.3;
const deaf: Model = {
  ...createOracle().model,
  decode: async (codes) => new Float32Array((codes.length / 3) * SIZE ** 2).fill(GREY),
};
const COUNT = 300;
const PIXELS = SIZE ** 2;

/** The first images are dark, the others bright: much harder for this decoder. */
const images = Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => (i < 100 * PIXELS ? 0 : 255));

function posteriors(mu: number): Posteriors {
  return {
    count: COUNT,
    units: 3,
    mu: new Float32Array(3 * COUNT).fill(mu),
    logVar: new Float32Array(3 * COUNT),
  };
}

const evidence =
  (logBernoulli(new Float32Array(PIXELS).fill(GREY), new Float32Array(PIXELS)) * 100 +
    logBernoulli(new Float32Array(PIXELS).fill(GREY), new Float32Array(PIXELS).fill(1)) * 200) /
  COUNT;

test('where the posterior is the prior, both bounds are the evidence of the images', async () => {
  const {
    elbo,
    importanceWeighted,
    images: count,
  } = await measureEvidence(deaf, { images, who: undefined }, posteriors(0));
  expect(count).toBe(COUNT);
  expect(elbo).toBeCloseTo(evidence, 2);
  expect(importanceWeighted.bound).toBeCloseTo(evidence, 2);
});

test('where it is not, the weighted bound lies between the ELBO and the evidence', async () => {
  const { elbo, kl, importanceWeighted } = await measureEvidence(
    deaf,
    { images, who: undefined },
    posteriors(0.5),
  );
  expect(kl).toBeCloseTo((3 * 0.25) / 2, 5);
  expect(elbo).toBeCloseTo(evidence - kl, 2);
  expect(importanceWeighted.bound).toBeGreaterThan(elbo);
  expect(importanceWeighted.bound).toBeLessThan(evidence);
});
