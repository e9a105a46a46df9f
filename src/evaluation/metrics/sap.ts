import { LinearSvm } from '../learners/linearSvm.js';
import { accuracy, type LabelledCodes, levelCount } from './codes.js';

/**
 * Separated attribute predictability, in [0, 1]: how much better one unit alone predicts a factor than the
 * second best unit does, by the test accuracy of a linear SVM, averaged over factors.
 *
 * Kumar, Sattigeri, Balakrishnan 2018, "Variational Inference of Disentangled Latent Concepts", section 3.
 */
export function sap(train: LabelledCodes, test: LabelledCodes): number {
  const gaps = train.labels.map((labels, k) => {
    const classes = levelCount(labels);
    const [first = 0, second = 0] = train.codes
      .map((unit, j) =>
        accuracy(new LinearSvm(unit, labels, classes).predict(test.codes[j]!), test.labels[k]!),
      )
      .sort((a, b) => b - a);
    return first - second;
  });
  return gaps.reduce((a, b) => a + b, 0) / gaps.length;
}
