import { isCircular } from '../code/calibrated.js';
import type { BatchSource } from '../dataset/batch.js';
import { UserError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { Scene } from '../scene/scene.js';
import { readOnHalves, scoreBestUnit, scoreHighestVariance, scoreRidge } from './baselines.js';
import { measureBlindTrials } from './blindTrial.js';
import { DEFINITIONS } from './definitions.js';
import { type DisentanglementScores, encodeLevels, scoreDisentanglement } from './disentanglement.js';
import { encodeImages, type Posteriors } from './encodeImages.js';
import { readUnit, scalarFactors, scoreEncoder, unitsOf } from './encoder.js';
import { measureEvidence } from './evidence.js';
import { type CosinePoint, cosineCurves, invarianceMatrix } from './invariance.js';
import type { Likeness } from './likeness.js';
import { readMovements } from './movements.js';
import { countPeople, whoIs } from './people.js';
import { measurePhotographs } from './photographs.js';
import { type OnProgress, Progress, totalWork } from './progress.js';
import type { Reading } from './readings.js';
import type { Report } from './report.js';
import { measureRerendering, type RerenderMaterial } from './rerendering.js';
import { measureSwaps, type SwapMaterial } from './swaps.js';
import { readTestImages, type TestImages } from './testImages.js';
import { type EntangledTurns, measureTurns, type Turn } from './turns.js';

export interface EvaluationRequest {
  readonly model: Model;
  /** Where the model lies, for the report. */
  readonly modelPath: string;
  readonly source: BatchSource;
  /** Where the source lies; undefined where it is drawn on the fly. */
  readonly dataPath?: string | undefined;
  /** The world that the source's images are of, for true renders; undefined for pictures. */
  readonly scene?: Scene | undefined;
  /** The same network as an ordinary VAE. */
  readonly baseline?: { readonly model: Model; readonly path: string } | undefined;
  /** The same network with random parameters: what metrics give without any learning. */
  readonly untrained?: Model | undefined;
  /** How alike people are to a recogniser, which judges the blind trials as well; see src/recognition. */
  readonly recogniser?: Likeness | undefined;
  /** At most so many test images, and points of the metrics. */
  readonly images: number;
  readonly onProgress?: OnProgress | undefined;
}

/** The report, and what its plots and sheets are made of. */
export interface Evaluation {
  readonly report: Report;
  readonly readings: Readonly<Record<string, Reading>>;
  readonly cosines: readonly CosinePoint[];
  readonly rerendering: RerenderMaterial | undefined;
  readonly swaps: SwapMaterial | undefined;
  /** Empty where the scene cannot be drawn. */
  readonly turns: readonly Turn[];
}

/** SSIM's window. */
const SMALLEST = 11;

/**
 * Measures what a graphics code has learnt. A pure function of model and data, but for `seconds`.
 *
 * @throws UserError where model, baseline and data do not fit together
 */
export async function evaluate(request: EvaluationRequest): Promise<Evaluation> {
  const { model, source, baseline, onProgress } = request;
  refuseMisfits(request);
  const started = performance.now();
  const { description } = model;
  const leftOut: { part: string; reason: string }[] = [];
  const scene = usableScene(request, leftOut);
  const seed = source.info.seed;

  const test = await readTestImages(source, request.images);
  const work = new Progress(
    totalWork(model, baseline?.model, request.untrained, source, scene, test.count, request.images),
    onProgress,
  );

  const posteriors = await encodeImages(model, test.images, work.part('encoder against truth'));
  const movements = await readMovements(model, source, work.part('invariance'));
  const reconstruction = await measureEvidence(model, test, posteriors, work.part('evidence'));
  const photographs = scene && (await measurePhotographs(model, scene, test, seed, work.part('photographs')));
  const rerendering = scene && (await measureRerendering(model, scene, seed, work.part('re-rendering')));
  const blindTrial =
    scene && (await measureBlindTrials(model, scene, seed, request.recogniser, work.part('blind trial')));
  const swaps = scene && (await measureSwaps(model, scene, seed, work.part('swaps')));
  const metrics = scene && (await disentanglement(model, scene, request, work));
  const floor =
    scene && request.untrained && (await disentanglement(request.untrained, scene, request, work));

  const factors = scalarFactors(source.info.factors);
  const readings: Record<string, Reading> = {};
  if (test.truth === undefined) {
    leftOut.push({ part: 'encoder', reason: 'Nobody knows the true factors of these images.' });
    leftOut.push({ part: 'baselines.ownRidge', reason: 'The same.' });
  } else {
    for (const factor of factors) {
      const found = unitsOf(description, factor.name);
      // The model is calibrated on validation images: what is left to be measured on those is a new calibration.
      const reading =
        found && test.split === 'validation'
          ? readOnHalves(
              factor,
              posteriors,
              test.truth,
              found.start,
              isCircular(found.calibration) ? found.calibration.spread.length : 0,
            )
          : readUnit(description, factor, posteriors, test.truth);
      if (reading !== undefined) readings[factor.name] = reading;
      else
        leftOut.push({
          part: `encoder.${factor.name}`,
          reason: 'No calibrated group of one unit, or of a direction, stands for this factor alone.',
        });
    }
  }
  for (const { name, parameters } of source.info.factors)
    if (parameters.length === 1 && parameters[0]!.unit === 'class')
      leftOut.push({
        part: `encoder.${name}`,
        reason: 'Its values are classes without an order; see metrics.',
      });
  if (scene !== undefined && rerendering === undefined)
    leftOut.push({ part: 'rerender', reason: 'No calibrated unit of the code can be set to a target.' });
  if (scene !== undefined && blindTrial === undefined)
    leftOut.push({
      part: 'blindTrial',
      reason: `It takes ${whoIs(source.info.scene)} without number, and a calibrated unit of the code that can be set to a target.`,
    });
  else if (blindTrial !== undefined && request.recogniser === undefined)
    leftOut.push({
      part: 'blindTrial.byRecogniser',
      reason: 'The model has no learnt recogniser beside it.',
    });
  if (movements.length === 0)
    leftOut.push({
      part: 'invariance',
      reason: 'The data has no held-out batches in which one factor varies alone.',
    });
  const entangled = baseline && (await measureBaseline(request, baseline, test, scene, work));
  const turns = scene === undefined ? [] : await measureTurns(model, scene, seed, entangled);

  const { architecture, groups, training } = description;
  const report: Report = {
    model: {
      path: request.modelPath,
      size: architecture.size,
      code: architecture.code,
      groups: Object.fromEntries(groups.map(({ name, units }) => [name, units])),
      step: training.step,
    },
    data: {
      scene: source.info.scene,
      path: request.dataPath,
      split: test.split,
      images: test.count,
      ...(test.who === undefined ? {} : { people: countPeople(test.who) }),
    },
    ...(test.truth === undefined
      ? {}
      : {
          encoder: Object.fromEntries(
            Object.entries(readings).map(([name, one]) => [name, scoreEncoder(one)]),
          ),
        }),
    ...(photographs === undefined ? {} : { photographs }),
    reconstruction,
    ...(rerendering === undefined ? {} : { rerender: rerendering.score }),
    ...(blindTrial === undefined ? {} : { blindTrial }),
    ...(swaps === undefined ? {} : { swaps: swaps.scores }),
    ...(movements.length === 0 ? {} : { invariance: invarianceMatrix(groups, movements, posteriors) }),
    ...(metrics === undefined ? {} : { metrics }),
    baselines: {
      ...(test.truth === undefined ? {} : { ownRidge: scoreRidge(factors, posteriors, test.truth) }),
      ...(entangled === undefined ? {} : { entangled: entangled.scores }),
      ...(floor === undefined ? {} : { untrained: { metrics: floor } }),
    },
    leftOut,
    definitions: DEFINITIONS,
    seconds: (performance.now() - started) / 1000,
  };
  return {
    report,
    readings,
    cosines: cosineCurves(groups, movements, factors, posteriors),
    rerendering,
    swaps,
    turns,
  };
}

async function measureBaseline(
  { source, images }: EvaluationRequest,
  { model, path }: NonNullable<EvaluationRequest['baseline']>,
  test: TestImages,
  scene: Scene | undefined,
  work: Progress,
): Promise<EntangledTurns & { readonly scores: NonNullable<Report['baselines']['entangled']> }> {
  const onImages = work.part('entangled baseline');
  const posteriors: Posteriors = await encodeImages(model, test.images, onImages);
  const movements = await readMovements(model, source, onImages);
  const factors = scalarFactors(source.info.factors);
  const readings =
    test.truth === undefined
      ? {}
      : {
          highestVariance: scoreHighestVariance(factors, movements, posteriors, test.truth),
          bestUnit: scoreBestUnit(factors, posteriors, test.truth),
          ridge: scoreRidge(factors, posteriors, test.truth),
        };
  const reconstruction = await measureEvidence(model, test, posteriors, onImages);
  const metrics =
    scene && scoreDisentanglement(await encodeLevels(model, scene, source.info.seed, images, onImages));
  const scores = { path, ...readings, reconstruction, ...(metrics === undefined ? {} : { metrics }) };
  return { model, movements, scores };
}

async function disentanglement(
  model: Model,
  scene: Scene,
  { source, images }: EvaluationRequest,
  work: Progress,
): Promise<DisentanglementScores> {
  const onImages = work.part('disentanglement metrics');
  return scoreDisentanglement(await encodeLevels(model, scene, source.info.seed, images, onImages));
}

/** The scene, where true renders can be had from it and compared with. */
function usableScene(
  { scene, source }: EvaluationRequest,
  leftOut: { part: string; reason: string }[],
): Scene | undefined {
  const reason =
    scene === undefined
      ? `True renders are needed, but the images are of ${source.info.scene}, which cannot be rendered.`
      : scene.factors.length < 2
        ? 'The scene has a single factor: there is nothing to disentangle.'
        : undefined;
  if (reason === undefined) return scene;
  for (const part of ['rerender', 'blindTrial', 'swaps', 'metrics']) leftOut.push({ part, reason });
  return undefined;
}

function refuseMisfits({ model, modelPath, source, dataPath, baseline, images }: EvaluationRequest): void {
  const { size } = model.description.architecture;
  if (size < SMALLEST)
    throw new UserError(
      `The model ${modelPath} sees images of ${size} x ${size} pixels; an evaluation needs at least ${SMALLEST} x ` +
        `${SMALLEST}, the window of SSIM. Train a larger one.`,
    );
  if (source.info.size !== size)
    throw new UserError(
      `The images of ${dataPath ?? source.info.scene} have ${source.info.size} x ${source.info.size} pixels, but the ` +
        `model ${modelPath} sees ${size} x ${size}. Give data of that size.`,
    );
  if (baseline !== undefined && baseline.model.description.architecture.size !== size)
    throw new UserError(
      `The baseline ${baseline.path} sees images of ${baseline.model.description.architecture.size} pixels, but the ` +
        `model ${modelPath} of ${size}. Train the baseline with the same network and data.`,
    );
  if (images < 2 * source.info.batchSize)
    throw new UserError(
      `${images} test images are fewer than two batches of ${source.info.batchSize}. Ask for more, ` +
        '2800 for figures to report.',
    );
}
