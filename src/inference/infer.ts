import { openRenderer } from '../dataset/renderer.js';
import { streamScene } from '../dataset/streamSource.js';
import { encodeImages } from '../evaluation/encodeImages.js';
import type { Model } from '../model/model.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { effectiveSampleSize, splitRHat } from './diagnostics.js';
import { toValues } from './latent.js';
import { type Marginal, marginals, untorn } from './posterior.js';
import { distancesFrom, type Problem } from './problem.js';
import { fitReader, READER_BATCHES } from './reader.js';
import { blocksOf, type Samples, type SamplingOptions, sample } from './sampler.js';
import { codeSummary, euclidean, type Summary } from './summaries.js';

export interface InferenceRequest extends SamplingOptions {
  readonly model: Model;
  /** The scene that the model was trained on. */
  readonly scene: Scene;
  /** [size, size] of the model, 0 to 255. */
  readonly image: Uint8Array;
  /** Threads that draw. */
  readonly workers: number;
  /** @param part `reading`, learning to read the code, or `sampling` */
  readonly onPart?: ((part: 'reading' | 'sampling', done: number, total: number) => void) | undefined;
}

/** What an image tells of the scene behind it. */
export interface Inference {
  readonly marginals: readonly (Marginal & {
    /** What the encoder alone reads. */
    readonly reading: number;
    /** Undefined for `abc`. */
    readonly rHat: number | undefined;
    readonly effectiveSampleSize: number;
  })[];
  /** Draws of every chain, [parameters] in the parameters' units. */
  readonly draws: readonly (readonly Float32Array[])[];
  readonly samples: Samples;
  /** The means of the marginals, [parameters]. */
  readonly values: Float32Array;
  /** The scene at the posterior means, [size, size]. */
  readonly fit: Uint8Array;
  readonly rendersPerSecond: number;
}

/**
 * Recovers the scene behind an image: the posterior of every scene parameter, given the distance between the
 * graphics codes of what is rendered and what was observed. Chains start from the encoder's own reading.
 */
export async function infer(request: InferenceRequest): Promise<Inference> {
  const { model, scene, image, workers, onPart } = request;
  const { size } = model.description.architecture;
  const source = streamScene(scene, { size, seed: 1, workers });
  const reader = await fitReader(model, source, (done) => onPart?.('reading', done, READER_BATCHES)).finally(
    () => source.close(),
  );
  const renderer = openRenderer(scene, { size, workers });
  try {
    const problem = sceneProblem(scene, renderer.render, codeSummary(model, reader.codeDeviations));
    const guide = reader.read((await encodeImages(model, image)).mu);
    const started = performance.now();
    const observed = await problem.summarise(image);
    const samples = await sample(
      distancesFrom(problem, () => observed),
      guide,
      blocksOf(scene.factors),
      { ...request, onProgress: (done) => onPart?.('sampling', done, request.renders) },
    );
    const seconds = (performance.now() - started) / 1000;
    const parameters = parametersOf(scene);
    const draws = samples.chains.map((chain) => chain.map((point) => toValues(parameters, point)));
    const reading = toValues(parameters, guide.mean);
    const known = marginals(parameters, draws.flat());
    const values = Float32Array.from(known, (marginal) => marginal.mean);
    return {
      marginals: known.map((marginal, p) => {
        const chains = draws.map((chain) =>
          untorn(
            parameters[p]!,
            chain.map((draw) => draw[p]!),
            marginal.mean,
          ),
        );
        const diagnosis =
          samples.abc === undefined
            ? { rHat: splitRHat(chains), effectiveSampleSize: effectiveSampleSize(chains) }
            : { rHat: undefined, effectiveSampleSize: samples.abc.effectiveSampleSize };
        return { ...marginal, reading: reading[p]!, ...diagnosis };
      }),
      draws,
      samples,
      values,
      fit: await renderer.render(values),
      rendersPerSecond: request.renders / seconds,
    };
  } finally {
    await renderer.close();
  }
}

/** A scene's parameters, given images of it, by any summary. */
export function sceneProblem(
  scene: Scene,
  simulate: (values: Float32Array) => Promise<Uint8Array>,
  summarise: Summary,
): Problem<Uint8Array> {
  return { parameters: parametersOf(scene), simulate, summarise, distance: euclidean };
}
