import type { Parameter } from '../scene/scene.js';
import { circularMean, wrap } from '../statistics/circular.js';
import { mean } from '../statistics/moments.js';

/** What is known about one parameter, in its unit. */
export interface Marginal {
  readonly parameter: string;
  readonly unit: Parameter['unit'];
  /** Round the circle where it closes; of a class, whose numbers have no order, the commonest of the draws. */
  readonly mean: number;
  /** From the mean. */
  readonly deviation: number;
  /** Central interval of probability 0.9, about the mean: of an angle that closes it may go beyond 180 degrees. */
  readonly interval: readonly [low: number, high: number];
}

/** @param draws [parameters] each, in the parameters' units, equally weighted */
export function marginals(
  parameters: readonly Parameter[],
  draws: readonly ArrayLike<number>[],
): readonly Marginal[] {
  return parameters.map((parameter, i) => {
    const values = draws.map((draw) => draw[i]!);
    const centre = centreOf(parameter, values);
    const onLine = untorn(parameter, values, centre);
    return {
      parameter: parameter.name,
      unit: parameter.unit,
      mean: centre,
      deviation: Math.sqrt(mean(onLine.map((value) => (value - centre) ** 2))),
      interval: [quantile(onLine, 0.05), quantile(onLine, 0.95)],
    };
  });
}

/** Values as numbers on a line: of an angle that closes, those within half a turn of the centre. */
export function untorn(parameter: Parameter, values: readonly number[], centre: number): readonly number[] {
  return parameter.circular ? values.map((value) => centre + wrap(value - centre)) : values;
}

/** What draws say of a parameter in one number, as `Marginal.mean` has it. */
export function centreOf({ circular, unit }: Parameter, values: readonly number[]): number {
  if (unit === 'class') return commonest(values);
  return circular ? circularMean(values) : mean(values);
}

/** The lowest of them, where several are as common. */
function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, one) =>
    one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best,
  )[0];
}

/** Linear between order statistics (Hyndman and Fan 1996, type 7). */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = p * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low]!;
  return below + (place - low) * ((sorted[low + 1] ?? below) - below);
}
