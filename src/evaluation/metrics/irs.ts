import { mean, variance } from '../../statistics/moments.js';
import { type LabelledCodes, levelCount } from './codes.js';

/** Share of the deviations within a level that the largest one is taken from; 1 in the paper. */
const QUANTILE = 0.99;

/**
 * Interventional robustness score, in [0, 1]: how little a unit moves while its own factor is held and all
 * others change, relative to how far it moves at all.
 *
 * Suter, Miladinovic, Schoelkopf, Bauer 2019, "Robustly Disentangled Causal Mechanisms", section 4; the
 * quantile and the weights (each unit's largest deviation) are disentanglement_lib's. Constant units are
 * left out; 0 where all are.
 */
export function irs({ codes, labels }: LabelledCodes): number {
  let weighted = 0;
  let weights = 0;
  for (const unit of codes) {
    if (variance(unit) === 0) continue;
    const center = mean(unit);
    const furthest = unit.reduce((max, value) => Math.max(max, Math.abs(value - center)), 0);
    const robustness = Math.max(...labels.map((factor) => 1 - deviationWithin(unit, factor) / furthest));
    weighted += furthest * robustness;
    weights += furthest;
  }
  return weights === 0 ? 0 : weighted / weights;
}

/** Distance from the level's mean that 99 % of its points stay within, averaged over levels. */
function deviationWithin(unit: Float64Array, labels: Int32Array): number {
  const levels = Array.from({ length: levelCount(labels) }, (): number[] => []);
  for (let i = 0; i < unit.length; i++) levels[labels[i]!]!.push(unit[i]!);
  const deviations = levels
    .filter((values) => values.length > 0)
    .map((values) => {
      const center = mean(values);
      return quantile(
        values.map((value) => Math.abs(value - center)),
        QUANTILE,
      );
    });
  return mean(deviations);
}

/** Linear interpolation between order statistics, NumPy's default. */
function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
