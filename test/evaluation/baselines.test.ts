import { expect, test } from 'vitest';
import { scoreBestUnit, scoreHighestVariance } from '../../src/evaluation/baselines.js';
import type { Posteriors } from '../../src/evaluation/encodeImages.js';
import type { ScalarFactor } from '../../src/evaluation/encoder.js';
import type { Movement } from '../../src/evaluation/movements.js';
import { Random } from '../../src/numeric/random.js';

const COUNT = 2000;
const factor: ScalarFactor = {
  name: 'azimuth',
  parameter: { name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -90, max: 90 } },
  place: 0,
};

/** A loud unit that follows anything but azimuth, a quiet one that follows it, and one of noise. */
function code(azimuth: number, random: Random): readonly number[] {
  return [10 * random.normal(), 0.01 * azimuth + 0.2 * random.normal(), random.normal()];
}

test('the best of all units is found though another varies more', () => {
  const random = new Random('baselines');
  const truth = Float32Array.from({ length: COUNT }, () => random.uniform(-90, 90));
  const mu = Float32Array.from(Array.from(truth).flatMap((azimuth) => code(azimuth, random)));
  const posteriors: Posteriors = { count: COUNT, units: 3, mu, logVar: new Float32Array(mu.length) };
  const moving = Float32Array.from(
    Array.from(truth.subarray(0, 20)).flatMap((azimuth) => code(azimuth, random)),
  );
  const movements: Movement[] = [
    { kind: 'azimuth', active: ['azimuth'], batches: [{ mu: moving, truth: undefined }] },
  ];
  const loudest = scoreHighestVariance([factor], movements, posteriors, truth).azimuth!;
  const best = scoreBestUnit([factor], posteriors, truth).azimuth!;
  // Variance by azimuth: .01^2 x 180^2 / 12 = .27; of noise .04.
  expect(best.eta2).toBeCloseTo(0.27 / 0.31, 1);
  expect(loudest.eta2).toBeLessThan(0.1);
});
