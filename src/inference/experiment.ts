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
      errors[nuisance] = checkpoints(renders).map((at) => errorsAt(request.scene, world.truths, traces, at));
      coverage[nuisance] = coverageOf(request.scene, world.truths, keptOf(traces, renders));
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
      calibration: calibrationOf(request.scene, world.truths, keptOf(noisy, renders)),
    });
  }
  return results;
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
    const error = mean(Object.values(errorsAt(request.scene, world.truths, traces, renders).relative));
    if (error < best.error) best = { tolerance, error };
  }
  return best.tolerance;
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
