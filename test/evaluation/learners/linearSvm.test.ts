import { expect, test } from 'vitest';
import { LinearSvm } from '../../../src/evaluation/learners/linearSvm.js';

test('two balanced classes are cut between their means', () => {
  const feature = Float64Array.of(-2, -1, -1.5, 1, 1.5, 2);
  const svm = new LinearSvm(feature, Int32Array.of(0, 0, 0, 1, 1, 1), 2);
  expect(Array.from(svm.predict(Float64Array.of(-9, -0.1, 0.1, 9)))).toEqual([0, 0, 1, 1]);
});

test('balanced weights keep a rare class alive', () => {
  const feature = Float64Array.from({ length: 100 }, (_, i) => (i < 95 ? -1 : 1));
  const labels = Int32Array.from(feature, (x) => (x > 0 ? 1 : 0));
  expect(Array.from(new LinearSvm(feature, labels, 2).predict(Float64Array.of(-1, 1)))).toEqual([0, 1]);
});
