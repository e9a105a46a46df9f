import { describe, expect, test } from 'vitest';
import { BoostedTrees } from '../../../src/evaluation/learners/boostedTrees.js';
import { sortFeatures } from '../../../src/evaluation/learners/regressionTree.js';
import { levelCount } from '../../../src/evaluation/metrics/codes.js';
import { Random } from '../../../src/numeric/random.js';
import { python, sampleHalves } from '../sampleCodes.js';

describe('boosted trees', () => {
  test('give the importances of scikit-learn', () => {
    const { train } = sampleHalves('noisy');
    const features = sortFeatures(train.codes);
    for (const [k, labels] of train.labels.entries()) {
      const { importances } = new BoostedTrees(features, labels, levelCount(labels), new Random('trees'));
      for (const [j, theirs] of python.metrics.noisy.dci.importances[k]!.entries()) {
        expect(Math.abs(importances[j]! - theirs)).toBeLessThan(0.005);
      }
    }
  });

  test('learn an interaction that no single split sees', () => {
    const x = Float64Array.from({ length: 64 }, (_, i) => i % 8);
    const y = Float64Array.from({ length: 64 }, (_, i) => Math.floor(i / 8));
    const labels = Int32Array.from(x, (value, i) => (value > 3.5 !== y[i]! > 2.5 ? 1 : 0));
    const model = new BoostedTrees(sortFeatures([x, y]), labels, 2, new Random('trees'));
    expect(model.predict([x, y])).toEqual(labels);
  });
});
