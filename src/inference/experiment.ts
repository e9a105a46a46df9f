import type { Split } from '../dataset/batch.js';
import type { Renderer } from '../dataset/renderer.js';
import { sampleBatch } from '../dataset/sample.js';
import { mean } from '../evaluation/statistics/moments.js';
import { Random } from '../numeric/random.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { type Draw, keptDraws, runChains } from './chains.js';
import { ellipticalSlice } from './ellipticalSlice.js';
import { drawFrom, type Guide } from './guide.js';
import { sceneProblem } from './infer.js';
import { toValues } from './latent.js';
import { type NuisanceName, nuisanceNames, nuisances } from './nuisances.js';
import { marginals } from './posterior.js';
import { distancesFrom, gaussianLikelihood } from './problem.js';
import { rankHistogram, rankOf, thin } from './ranks.js';
import { blocksOf } from './sampler.js';
import type { Summary } from './summaries.js';

/** A likelihood to compare: images by what summary, and where its chains start. */
export interface InferenceMethod {
  readonly name: string;
  readonly summary: Summary;
  readonly guide: (image: Uint8Array) => Promise<Guide>;
}

export interface ExperimentRequest {
  readonly scene: Scene;
  readonly renderer: Renderer;
  readonly methods: readonly InferenceMethod[];
  /** Unseen scenes. */
  readonly scenes: number;
  /** For each scene, over all its chains. */
  readonly renders: number;
  readonly seed: number;
  readonly onProgress?: ((done: number, total: number, method: string) => void) | undefined;
}

/** Errors of the posterior means after some renders. */
export interface ErrorPoint {
  readonly renders: number;
  /** Mean absolute error of the factors that are single numbers, in their units. */
  readonly absolute: Readonly<Record<string, number>>;
  /** Root mean square error of every factor in deviations of its prior: 1 is what the prior mean has. */
  readonly relative: Readonly<Record<string, number>>;
}

export interface MethodErrors {
  readonly method: string;
  /** Chosen on validation scenes. */
  readonly tolerance: number;
  /** By nuisance: `none`, `noise`, `patch`, `background`, `exposure`. */
  readonly errors: Readonly<Record<string, readonly ErrorPoint[]>>;
  /** Share of true parameters within the 90 % intervals, by nuisance. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Ranks of the truth where summaries are observed with just the noise that the likelihood assumes. */
  readonly calibration: { readonly counts: readonly number[]; readonly chi2: number };
}

const CHAINS = 4;
/** Scenes and renders that a tolerance is chosen with. */
const TRIAL = { scenes: 4, renders: 400 };
/** Tolerances that are tried, as shares of the distance between two scenes drawn at random. */
const TOLERANCES = [0.02, 0.05, 0.1, 0.2];
/** Ranks among 19 draws, counted in 5 bins. */
const RANK = { draws: 19, bins: 5 };

/**
 * Parameter error against the number of renders, for likelihoods on several summaries. Every method sees the
 * same scenes and runs the same sampler, with the tolerance that serves it best on validation scenes.
 */
export async function compareInference(request: ExperimentRequest): Promise<readonly MethodErrors[]> {
  const { methods, scenes, renders, onProgress } = request;
  const each =
    TOLERANCES.length * TRIAL.renders * TRIAL.scenes + (nuisanceNames.length + 1) * renders * scenes;
  let done = 0;
  const results: MethodErrors[] = [];
  for (const method of methods) {
    const onRenders = (count: number): void => {
      done += count;
      onProgress?.(done, methods.length * each, method.name);
    };
    const tolerance = await chooseTolerance(request, method, onRenders);
    const errors: Record<string, readonly ErrorPoint[]> = {};
    const coverage: Record<string, number> = {};
    for (const nuisance of nuisanceNames) {
      const world = await drawWorld(request, 'test', scenes, nuisance);
      const traces = await sampleAll(request, method, world, { tolerance, renders }, onRenders);
      errors[nuisance] = checkpoints(renders).map((at) => errorsAt(request.scene, world, traces, at));
      coverage[nuisance] = coverageOf(request.scene, world, kept(traces, renders));
    }
    const world = await drawWorld(request, 'test', scenes, 'none');
    const noisy = await sampleAll(
      request,
      method,
      world,
      { tolerance, renders, noise: tolerance },
      onRenders,
    );
    results.push({
      method: method.name,
      tolerance,
      errors,
      coverage,
      calibration: calibrationOf(request.scene, world, kept(noisy, renders)),
    });
  }
  return results;
}

/** Scenes of known parameters, and what was observed of them. */
interface World {
  /** [parameters] each. */
  readonly truths: readonly Float32Array[];
  readonly images: readonly Uint8Array[];
}

async function drawWorld(
  { scene, renderer, seed }: ExperimentRequest,
  split: Split,
  count: number,
  nuisance: NuisanceName,
): Promise<World> {
  const values = sampleBatch(scene, { seed, split, kind: 'all', index: 0 }, count);
  const width = values.length / count;
  const images = await renderer.render(values);
  const pixels = images.length / count;
  return {
    truths: Array.from({ length: count }, (_, i) => values.slice(i * width, (i + 1) * width)),
    images: Array.from({ length: count }, (_, i) =>
      nuisances[nuisance](images.slice(i * pixels, (i + 1) * pixels), new Random(seed, nuisance, i)),
    ),
  };
}

async function chooseTolerance(
  request: ExperimentRequest,
  method: InferenceMethod,
  onRenders: (count: number) => void,
): Promise<number> {
  const world = await drawWorld(request, 'validation', TRIAL.scenes, 'none');
  const problem = sceneProblem(request.scene, request.renderer.render, method.summary);
  const summaries = await Promise.all(world.images.map((image) => problem.summarise(image)));
  const apart = mean(summaries.flatMap((a, i) => summaries.slice(i + 1).map((b) => problem.distance(a, b))));
  const renders = Math.min(TRIAL.renders, request.renders);
  let best = { tolerance: apart, error: Number.POSITIVE_INFINITY };
  for (const share of TOLERANCES) {
    const tolerance = share * apart;
    const traces = await sampleAll(request, method, world, { tolerance, renders }, onRenders);
    const error = mean(Object.values(errorsAt(request.scene, world, traces, renders).relative));
    if (error < best.error) best = { tolerance, error };
  }
  return best.tolerance;
}

/** The chains of all scenes at once, so that they render and encode in one batch. @returns by scene, by chain */
async function sampleAll(
  { scene, renderer, seed }: ExperimentRequest,
  method: InferenceMethod,
  { images }: World,
  { tolerance, renders, noise = 0 }: { tolerance: number; renders: number; noise?: number },
  onRenders: (count: number) => void,
): Promise<readonly (readonly (readonly Draw[])[])[]> {
  const problem = sceneProblem(scene, renderer.render, method.summary);
  const random = new Random(seed, 'summary noise');
  const observed: Float32Array[] = [];
  const guides: Guide[] = [];
  for (const image of images) {
    observed.push((await problem.summarise(image)).map((x) => x + noise * random.normal()));
    guides.push(await method.guide(image));
  }
  const sceneOf = (chain: number): number => Math.floor(chain / CHAINS);
  const count = images.length * CHAINS;
  const starts = Array.from({ length: count }, (_, i) =>
    drawFrom(guides[sceneOf(i)]!, new Random(seed, 'start', i)),
  );
  const distances = distancesFrom(problem, (chain) => observed[sceneOf(chain)]!);
  let spent = 0;
  const traces = await runChains(
    gaussianLikelihood(distances, tolerance),
    starts.map((_, i) => ellipticalSlice(guides[sceneOf(i)]!, blocksOf(scene.factors))),
    starts,
    {
      seed,
      evaluations: Math.floor(renders / CHAINS),
      onProgress(evaluations) {
        onRenders(evaluations * count - spent);
        spent = evaluations * count;
      },
    },
  );
  return images.map((_, s) => traces.slice(s * CHAINS, (s + 1) * CHAINS));
}

/** Renders at which errors are given: 50, 100, 200, 500, 1000 ... and all. */
function checkpoints(renders: number): readonly number[] {
  const rounds = [50, 100, 200, 500, 1000, 2000, 5000, 10_000].filter((at) => at < renders);
  return [...rounds, renders];
}

type Traces = Awaited<ReturnType<typeof sampleAll>>;

/** What every scene's posterior mean would be if its chains were stopped now. */
function errorsAt(scene: Scene, { truths }: World, traces: Traces, renders: number): ErrorPoint {
  const parameters = parametersOf(scene);
  const evaluations = renders / CHAINS;
  const means = traces.map((chains) => {
    const draws = chains.flatMap((chain) => {
      const past = chain.filter((draw) => draw.evaluation <= evaluations);
      const late = past.filter((draw) => draw.evaluation > evaluations / 2);
      return late.length > 0 ? late : past.slice(-1);
    });
    const values = draws.map((draw) => toValues(parameters, draw.point));
    return parameters.map((_, p) => mean(values.map((value) => value[p]!)));
  });
  const absolute: Record<string, number> = {};
  const relative: Record<string, number> = {};
  for (const { name, parameters: own } of scene.factors) {
    const errors = own.flatMap((parameter) => {
      const p = parameters.indexOf(parameter);
      return means.map((values, s) => values[p]! - truths[s]![p]!);
    });
    const { prior } = own[0]!;
    const deviation = prior.kind === 'uniform' ? (prior.max - prior.min) / Math.sqrt(12) : 1;
    if (own.length === 1) absolute[name] = mean(errors.map(Math.abs));
    relative[name] = Math.sqrt(mean(errors.map((error) => error ** 2))) / deviation;
  }
  return { renders, absolute, relative };
}

/** Every scene's draws after the warm-up, of all chains in turn, as latents. */
function kept(traces: Traces, renders: number): readonly (readonly Float64Array[])[] {
  return traces.map((chains) =>
    keptDraws(chains, Math.floor(renders / CHAINS)).flatMap((draws) => draws.map((draw) => draw.point)),
  );
}

function coverageOf(scene: Scene, { truths }: World, draws: ReturnType<typeof kept>): number {
  const parameters = parametersOf(scene);
  const hits = draws.flatMap((points, s) =>
    marginals(
      parameters,
      points.map((point) => toValues(parameters, point)),
    ).map(({ interval: [low, high] }, p) => (truths[s]![p]! >= low && truths[s]![p]! <= high ? 1 : 0)),
  );
  return mean(hits);
}

function calibrationOf(
  scene: Scene,
  { truths }: World,
  draws: ReturnType<typeof kept>,
): MethodErrors['calibration'] {
  const parameters = parametersOf(scene);
  const ranks = draws.flatMap((points, s) => {
    const values = thin(points, RANK.draws).map((point) => toValues(parameters, point));
    return parameters.map((_, p) =>
      rankOf(
        truths[s]![p]!,
        values.map((value) => value[p]!),
      ),
    );
  });
  return rankHistogram(ranks, RANK.draws + 1, RANK.bins);
}
