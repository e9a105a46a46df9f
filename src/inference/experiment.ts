import type { Split } from '../dataset/batch.js';
import type { Renderer } from '../dataset/renderer.js';
import { sampleBatch } from '../dataset/sample.js';
import { Random } from '../numeric/random.js';
import type { Scene } from '../scene/scene.js';
import { mean } from '../statistics/moments.js';
import { runChains } from './chains.js';
import { ellipticalSlice } from './ellipticalSlice.js';
import {
  calibrationOf,
  checkpoints,
  coverageOf,
  type ErrorPoint,
  errorsAt,
  keptOf,
  type Traces,
  type Truths,
} from './experimentScores.js';
import { drawFrom, type Guide } from './guide.js';
import { sceneProblem } from './infer.js';
import { type NuisanceName, nuisanceNames, nuisances } from './nuisances.js';
import { distancesFrom, gaussianLikelihood } from './problem.js';
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

export interface MethodErrors {
  readonly method: string;
  /** By factor, chosen on validation scenes: everything below about a factor is with its own. */
  readonly tolerances: Readonly<Record<string, ChosenTolerance>>;
  /** By nuisance: `none`, `noise`, `patch`, `background`, `exposure`. */
  readonly errors: Readonly<Record<string, readonly ErrorPoint[]>>;
  /** Share of true parameters within the 90 % intervals, by nuisance and factor. */
  readonly coverage: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By factor, ranks of the truth where summaries are observed with just the noise that the likelihood assumes. */
  readonly calibration: Readonly<
    Record<string, { readonly counts: readonly number[]; readonly chi2: number }>
  >;
}

interface ChosenTolerance {
  readonly value: number;
  /** Whether it is the least or the largest that was tried: a better one may lie beyond. */
  readonly atEdge: boolean;
}

const CHAINS = 4;
/** Scenes and renders that a tolerance is chosen with. */
const TRIAL = { scenes: 4, renders: 400 };
/** Tolerances that are tried, as shares of the distance between two scenes drawn at random. */
const TOLERANCES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/**
 * Parameter error against the number of renders, for likelihoods on several summaries. Every method sees the
 * same scenes and runs the same sampler, for each factor with the tolerance that serves it best on validation scenes:
 * with one for all, seventy coefficients that nothing tells would choose it for the azimuth.
 */
export async function compareInference(request: ExperimentRequest): Promise<readonly MethodErrors[]> {
  const { scene, methods, scenes, renders, onProgress } = request;
  const each =
    TOLERANCES.length * TRIAL.renders * TRIAL.scenes + (nuisanceNames.length + 1) * renders * scenes;
  let done = 0;
  const results: MethodErrors[] = [];
  for (const method of methods) {
    const onRenders = (count: number): void => {
      done += count;
      onProgress?.(Math.round(done), methods.length * each, method.name);
    };
    const tolerances = await chooseTolerances(request, method, onRenders);
    /** The same of every tolerance that was chosen, and of each factor what its own gives. */
    const ofEach = async <T>(
      world: World,
      noisy: boolean,
      score: (traces: Traces) => T,
    ): Promise<(factor: string) => T> => {
      const distinct = new Set(Object.values(tolerances).map(({ value }) => value));
      const scores = new Map<number, T>();
      for (const tolerance of distinct) {
        const sampling = { tolerance, renders, noise: noisy ? tolerance : 0 };
        const onShare = (count: number): void => onRenders(count / distinct.size);
        scores.set(tolerance, score(await sampleAll(request, method, world, sampling, onShare)));
      }
      return (factor) => scores.get(tolerances[factor]!.value)!;
    };
    const factors = scene.factors.map(({ name }) => name);
    const errors: Record<string, readonly ErrorPoint[]> = {};
    const coverage: Record<string, Readonly<Record<string, number>>> = {};
    for (const nuisance of nuisanceNames) {
      const world = await drawWorld(request, 'test', scenes, nuisance);
      const own = await ofEach(world, false, (traces) => ({
        errors: checkpoints(renders).map((at) => errorsAt(scene, world.truths, traces, at)),
        coverage: coverageOf(scene, world.truths, keptOf(traces, renders)),
      }));
      errors[nuisance] = ownErrors(factors, (factor) => own(factor).errors);
      coverage[nuisance] = ownScores(factors, (factor) => own(factor).coverage);
    }
    const world = await drawWorld(request, 'test', scenes, 'none');
    const ranks = await ofEach(world, true, (traces) =>
      calibrationOf(scene, world.truths, keptOf(traces, renders)),
    );
    const calibration = ownScores(factors, ranks);
    results.push({ method: method.name, tolerances, errors, coverage, calibration });
  }
  return results;
}

/** Of each factor what its own scores say of it. */
function ownScores<T>(
  factors: readonly string[],
  scores: (factor: string) => Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    factors.flatMap((factor) => {
      const score = scores(factor)[factor];
      return score === undefined ? [] : [[factor, score]];
    }),
  );
}

function ownErrors(
  factors: readonly string[],
  errors: (factor: string) => readonly ErrorPoint[],
): readonly ErrorPoint[] {
  return errors(factors[0]!).map(({ renders }, i) => ({
    renders,
    absolute: ownScores(factors, (factor) => errors(factor)[i]!.absolute),
    relative: ownScores(factors, (factor) => errors(factor)[i]!.relative),
  }));
}

/** Scenes of known parameters, and what was observed of them. */
interface World {
  readonly truths: Truths;
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

/** For every factor the tolerance with the least error of it on validation scenes. */
async function chooseTolerances(
  request: ExperimentRequest,
  method: InferenceMethod,
  onRenders: (count: number) => void,
): Promise<MethodErrors['tolerances']> {
  const world = await drawWorld(request, 'validation', TRIAL.scenes, 'none');
  const problem = sceneProblem(request.scene, request.renderer.render, method.summary);
  const summaries = await Promise.all(world.images.map((image) => problem.summarise(image)));
  const apart = mean(summaries.flatMap((a, i) => summaries.slice(i + 1).map((b) => problem.distance(a, b))));
  const renders = Math.min(TRIAL.renders, request.renders);
  const errors: ErrorPoint['relative'][] = [];
  for (const share of TOLERANCES) {
    const traces = await sampleAll(request, method, world, { tolerance: share * apart, renders }, onRenders);
    errors.push(errorsAt(request.scene, world.truths, traces, renders).relative);
  }
  return Object.fromEntries(
    request.scene.factors.map(({ name }) => {
      const own = errors.map((relative) => relative[name]!);
      const best = own.indexOf(Math.min(...own));
      const atEdge = best === 0 || best === TOLERANCES.length - 1;
      return [name, { value: TOLERANCES[best]! * apart, atEdge }];
    }),
  );
}

/** The chains of all scenes at once, so that they render and encode in one batch. */
async function sampleAll(
  { scene, renderer, seed }: ExperimentRequest,
  method: InferenceMethod,
  { images }: World,
  { tolerance, renders, noise = 0 }: { tolerance: number; renders: number; noise?: number },
  onRenders: (count: number) => void,
): Promise<Traces> {
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
