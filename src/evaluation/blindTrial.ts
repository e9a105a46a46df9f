import { renderImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import { isIdentity } from '../scene/identity.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { type Estimate, estimateShare } from '../statistics/estimate.js';
import { encodeImages } from './encodeImages.js';
import { scalarFactors } from './encoder.js';
import { toBytes } from './imageScore.js';
import { errorLikeness, type Likeness, nearestShare } from './likeness.js';
import {
  drawTargets,
  NEAR,
  poseDistance,
  type SettableFactor,
  setCode,
  setTruth,
  settableFactors,
} from './targets.js';

/** Share of true pictures whose nearest guess among those of all people of the trial is the right person's. */
export interface BlindTrialShares {
  /** The guesses are the re-renderings. */
  readonly rerendered: Estimate;
  /** The guesses are the sources as they are: what resemblance of the pictures alone gives. */
  readonly unchanged: Estimate;
}

export interface BlindTrialScore {
  readonly trials: number;
  /** Over all trials; everybody is in one trial only, so that the intervals are over people. */
  readonly people: number;
  /** People of one trial. */
  readonly among: number;
  readonly chance: number;
  /** Nearest by mean squared error of pixels. */
  readonly byError: BlindTrialShares;
  /** Nearest by the cosine of what a recogniser, which reads this model's code, makes of the pictures. */
  readonly byRecogniser?: BlindTrialShares;
}

const TRIALS = 8;
const PEOPLE = 50;
/** Sources are drawn anywhere and those near the target kept: a third and more of them. */
const CANDIDATES = 40 * PEOPLE;
/** Random streams from here on: those before are other measurements' people and targets. */
const FIRST_STREAM = 1000;

/** Whether the scene has people without number, nobody drawn twice, and the code something to set them to. */
export function canTryBlind(model: Model, scene: Scene): boolean {
  const identity = scene.factors.filter(isIdentity);
  const counted = identity.some(({ parameters }) => parameters.length === 1);
  return identity.length > 0 && !counted && settableFactors(model, scene).length > 0;
}

/** How many images `measureBlindTrials` re-renders. */
export function blindTrialCount(model: Model, scene: Scene): number {
  return canTryBlind(model, scene) ? TRIALS * PEOPLE : 0;
}

/**
 * Does a re-rendering show that person and no other? In each trial unseen people are seen once, each at a pose
 * within 60 degrees of the trial's target and under any light, and re-rendered to that target. For the true picture
 * of each of them at the target the nearest of all re-renderings is found.
 *
 * @param recogniser how alike the people on pictures are to a recogniser, if there is one
 * @returns undefined where `canTryBlind` is not
 */
export async function measureBlindTrials(
  model: Model,
  scene: Scene,
  seed: number,
  recogniser: Likeness | undefined,
  onImages: (count: number) => void = () => {},
): Promise<BlindTrialScore | undefined> {
  if (!canTryBlind(model, scene)) return undefined;
  const ways = recogniser === undefined ? [errorLikeness(model)] : [errorLikeness(model), recogniser];
  const right = ways.map(() => ({ rerendered: [] as number[], unchanged: [] as number[] }));
  for (let trial = 0; trial < TRIALS; trial++) {
    const { sources, truths, rerendered } = await runTrial(model, scene, {
      seed,
      index: FIRST_STREAM + trial,
    });
    for (const [w, likeness] of ways.entries()) {
      right[w]!.rerendered.push(...nearestShare(await likeness(truths, rerendered)));
      right[w]!.unchanged.push(...nearestShare(await likeness(truths, sources)));
    }
    onImages(PEOPLE);
  }
  const people = Array.from({ length: TRIALS * PEOPLE }, (_, i) => i);
  const [byError, byRecogniser] = right.map(({ rerendered, unchanged }) => ({
    rerendered: estimateShare(rerendered, people),
    unchanged: estimateShare(unchanged, people),
  }));
  return {
    trials: TRIALS,
    people: people.length,
    among: PEOPLE,
    chance: 1 / PEOPLE,
    byError: byError!,
    ...(byRecogniser === undefined ? {} : { byRecogniser }),
  };
}

/** The pictures of one trial, [people, size, size] each, 0 to 255. */
async function runTrial(
  model: Model,
  scene: Scene,
  stream: { readonly seed: number; readonly index: number },
): Promise<{
  readonly sources: Uint8Array;
  readonly truths: Uint8Array;
  readonly rerendered: Uint8Array;
}> {
  const { size, code } = model.description.architecture;
  const factors = settableFactors(model, scene);
  const width = parametersOf(scene).length;
  const [target, ...candidates] = drawTargets(scene, factors, stream, 1 + CANDIDATES);
  const views = nearViews(scene, factors, target!, candidates);
  const sourceTruth = sampleBatch(scene, { ...stream, split: 'test', kind: 'all' }, PEOPLE);
  // What is a single number and cannot be set is the same in all pictures: it must not give anybody away.
  const circumstances = scalarFactors(scene.factors);
  const targetTruth = sourceTruth.slice();
  for (let i = 0; i < PEOPLE; i++) {
    const row = (values: Float32Array) => values.subarray(i * width, (i + 1) * width);
    setTruth(circumstances, target!, row(targetTruth));
    setTruth(circumstances, target!, row(sourceTruth));
    setTruth(factors, views[i % views.length]!, row(sourceTruth));
  }
  const sources = renderImages(scene, sourceTruth, size);
  const { mu } = await encodeImages(glancing(model), sources);
  for (let i = 0; i < PEOPLE; i++) setCode(factors, target!, mu.subarray(i * code, (i + 1) * code));
  return {
    sources,
    truths: renderImages(scene, targetTruth, size),
    rerendered: toBytes(await model.decode(mu)),
  };
}

function nearViews(
  scene: Scene,
  factors: readonly SettableFactor[],
  target: Float32Array,
  candidates: readonly Float32Array[],
): readonly Float32Array[] {
  // Where part of the pose cannot be set, it is the target's.
  const posed = (view: Float32Array): Float32Array => {
    const parameters = target.slice();
    setTruth(factors, view, parameters);
    return parameters;
  };
  return candidates.filter((view) => poseDistance(scene, target, posed(view)) <= NEAR).slice(0, PEOPLE);
}
