import type { Parameter } from '../scene/scene.js';
import { mean } from '../statistics/moments.js';

/** What is known about one parameter, in its unit. */
export interface Marginal {
  readonly parameter: string;
  readonly unit: Parameter['unit'];
  readonly mean: number;
  readonly deviation: number;
  /** Central interval of probability 0.9. */
  readonly interval: readonly [low: number, high: number];
}

/** @param draws [parameters] each, in the parameters' units, equally weighted */
export function marginals(
  parameters: readonly Parameter[],
  draws: readonly ArrayLike<number>[],
): readonly Marginal[] {
  return parameters.map(({ name, unit }, i) => {
    const values = draws.map((draw) => draw[i]!);
    const centre = mean(values);
    return {
      parameter: name,
      unit,
      mean: centre,
      deviation: Math.sqrt(mean(values.map((value) => (value - centre) ** 2))),
      interval: [quantile(values, 0.05), quantile(values, 0.95)],
    };
  });
}

/** Linear between order statistics (Hyndman and Fan 1996, type 7). */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = p * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low]!;
  return below + (place - low) * ((sorted[low + 1] ?? below) - below);
}
