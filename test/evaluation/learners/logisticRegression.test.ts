import { expect, test } from 'vitest';
import { LogisticRegression } from '../../../src/evaluation/learners/logisticRegression.js';
import { sampleHalves } from '../sampleCodes.js';

test('the penalised likelihood is stationary, and the intercepts reproduce the frequencies', () => {
  const { train } = sampleHalves('noisy');
  const labels = train.labels[2]!;
  const model = new LogisticRegression(train.codes, labels, 5);
  const probabilities = model.probabilities(train.codes);
  const width = train.codes.length + 1;
  for (let c = 0; c < 5; c++) {
    const residual = probabilities[c]!.map((p, i) => p - (labels[i] === c ? 1 : 0));
    expect(Math.abs(residual.reduce((a, b) => a + b))).toBeLessThan(1e-4 * labels.length * 1.01);
    for (const [j, unit] of train.codes.entries()) {
      const slope = residual.reduce((sum, r, i) => sum + r * unit[i]!, 0) + model.weights[c * width + j]!;
      expect(Math.abs(slope)).toBeLessThan(1e-4 * labels.length * 1.01);
    }
  }
});
