import { parametersOf, type Scene } from '../scene/scene.js';
import { mean } from '../statistics/moments.js';
import { type Draw, keptDraws } from './chains.js';
import { toValues } from './latent.js';
import { centreOf, marginals, untorn } from './posterior.js';
import { rankHistogram, rankOf, thin } from './ranks.js';

/** The true parameters of every scene, [parameters] each. */
export type Truths = readonly Float32Array[];

/** By scene, by chain. */
export type Traces = readonly (readonly (readonly Draw[])[])[];

/** Errors of the posterior means after some renders. */
export interface ErrorPoint {
  readonly renders: number;
  /** Mean absolute error of the factors that are single numbers, in their units. */
  readonly absolute: Readonly<Record<string, number>>;
  /** Root mean square error of every factor in deviations of its prior: 1 is what the prior mean has. */
  readonly relative: Readonly<Record<string, number>>;
}

/** Ranks among 19 draws, counted in 5 bins. */
const RANK = { draws: 19, bins: 5 };

/** Renders at which errors are given: 50, 100, 200, 500, 1000 ... and all. */
export function checkpoints(renders: number): readonly number[] {
  const rounds = [50, 100, 200, 500, 1000, 2000, 5000, 10_000].filter((at) => at < renders);
  return [...rounds, renders];
}

/** What every scene's posterior mean would be if its chains were stopped now. */
export function errorsAt(scene: Scene, truths: Truths, traces: Traces, renders: number): ErrorPoint {
  const parameters = parametersOf(scene);
  const evaluations = renders / traces[0]!.length;
  const means = traces.map((chains) => {
    const draws = chains.flatMap((chain) => {
      const past = chain.filter((draw) => draw.evaluation <= evaluations);
      const late = past.filter((draw) => draw.evaluation > evaluations / 2);
      return late.length > 0 ? late : past.slice(-1);
    });
    const values = draws.map((draw) => toValues(parameters, draw.point));
    return parameters.map((parameter, p) =>
      centreOf(
        parameter,
        values.map((value) => value[p]!),
      ),
    );
  });
  const absolute: Record<string, number> = {};
  const relative: Record<string, number> = {};
  for (const { name, parameters: own } of scene.factors) {
    const errors = own.flatMap((parameter) => {
      const p = parameters.indexOf(parameter);
      return means.map((values, s) => values[p]! - untorn(parameter, [truths[s]![p]!], values[p]!)[0]!);
    });
    const { prior } = own[0]!;
    const deviation = prior.kind === 'uniform' ? (prior.max - prior.min) / Math.sqrt(12) : 1;
    if (own.length === 1) absolute[name] = mean(errors.map(Math.abs));
    relative[name] = Math.sqrt(mean(errors.map((error) => error ** 2))) / deviation;
  }
  return { renders, absolute, relative };
}

/** Every scene's draws after the warm-up, of all chains in turn, as latents. */
export function keptOf(traces: Traces, renders: number): readonly (readonly Float64Array[])[] {
  return traces.map((chains) =>
    keptDraws(chains, Math.floor(renders / traces[0]!.length)).flatMap((draws) =>
      draws.map((draw) => draw.point),
    ),
  );
}

/** Of every factor, the share of its true parameters that lie within their 90 % intervals. */
export function coverageOf(
  scene: Scene,
  truths: Truths,
  draws: ReturnType<typeof keptOf>,
): Readonly<Record<string, number>> {
  const parameters = parametersOf(scene);
  const known = draws.map((points) =>
    marginals(
      parameters,
      points.map((point) => toValues(parameters, point)),
    ),
  );
  return byFactor(scene, (places) =>
    mean(
      known.flatMap((own, s) =>
        places.map((p) => {
          const { mean: centre, interval } = own[p]!;
          const [truth] = untorn(parameters[p]!, [truths[s]![p]!], centre);
          return truth! >= interval[0] && truth! <= interval[1] ? 1 : 0;
        }),
      ),
    ),
  );
}

/**
 * Of every factor, the ranks of its true parameters among draws. Apart, since seventy coefficients of shape and
 * texture would drown one azimuth.
 */
export function calibrationOf(
  scene: Scene,
  truths: Truths,
  draws: ReturnType<typeof keptOf>,
): Readonly<Record<string, ReturnType<typeof rankHistogram>>> {
  const parameters = parametersOf(scene);
  const ranks = draws.map((points, s) => {
    const values = thin(points, RANK.draws).map((point) => toValues(parameters, point));
    return parameters.map((_, p) =>
      rankOf(
        truths[s]![p]!,
        values.map((value) => value[p]!),
      ),
    );
  });
  return byFactor(scene, (places) =>
    rankHistogram(
      ranks.flatMap((own) => places.map((p) => own[p]!)),
      RANK.draws + 1,
      RANK.bins,
    ),
  );
}

/** @param score of the parameters at these places */
function byFactor<T>(scene: Scene, score: (places: readonly number[]) => T): Readonly<Record<string, T>> {
  const parameters = parametersOf(scene);
  return Object.fromEntries(
    scene.factors.map(({ name, parameters: own }) => [
      name,
      score(own.map((one) => parameters.indexOf(one))),
    ]),
  );
}
