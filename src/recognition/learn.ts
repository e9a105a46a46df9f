import type { Engine } from '../engine/engine.js';
import type { Parameters } from '../network/parameters.js';
import { Random } from '../numeric/random.js';
import { Adam } from '../training/adam.js';
import { learningRateAt } from '../training/schedule.js';
import { contrast } from './contrast.js';
import { chooseDirections } from './directions.js';
import { buildHead, drawHead, EMBEDDING } from './head.js';
import {
  fitProjection,
  type LabelledFeatures,
  type Projection,
  type ProjectionKind,
  project,
} from './projection.js';

/** People in a batch at most, two images of each: every one has so many to be told apart from. */
const BATCH = 256;
/** How often everybody is seen. */
const PASSES = 100;
const SCHEDULE = { schedule: 'cosine', learningRate: 0.002, warmUp: 50 } as const;

/** Steps that `learnProjection` takes and reports, for so many people. */
export function learningSteps(kind: ProjectionKind, people: number): number {
  return kind === 'learnt' ? Math.ceil((PASSES * people) / Math.min(BATCH, people)) : 0;
}

/**
 * Any projection: those with a solution are solved, and keep the directions that serve validation people best; the
 * learnt one is trained.
 */
export async function learnProjection(
  kind: ProjectionKind,
  data: LabelledFeatures,
  validation: LabelledFeatures,
  engine: Engine,
  onStep: () => void = () => {},
): Promise<Projection> {
  if (kind !== 'learnt') return chooseDirections(fitProjection(kind, data), validation);
  const standard = fitProjection('standard', data);
  const features = project(standard, data.features);
  return { ...standard, head: await learnHead({ ...data, features }, engine, onStep) };
}

/** Trains a head to give all images of a person the same direction, and everybody another one. */
async function learnHead(
  { features, width, people }: LabelledFeatures,
  engine: Engine,
  onStep: () => void,
): Promise<Parameters> {
  const images = imagesOf(people);
  const count = Math.min(BATCH, images.length);
  const steps = learningSteps('learnt', images.length);
  const network = buildHead(width);
  const random = new Random('head');
  const drawn = drawHead(network, random);
  const optimiser = new Adam(drawn.specs, { beta1: 0.9, beta2: 0.99 });
  const { parameters, gradients } = optimiser;
  parameters.data.set(drawn.data);
  const runner = await engine.prepare(network, { batch: 2 * count, training: true, inputGradient: false });
  try {
    const input = new Float32Array(2 * count * width);
    const slope = new Float32Array(2 * count * EMBEDDING);
    await runner.load(parameters);
    for (let step = 1; step <= steps; step++) {
      for (let i = 0; i < count; i++) {
        // The first i are taken: of the rest one is drawn, and put behind them.
        const other = i + random.integer(images.length - i);
        [images[i], images[other]] = [images[other]!, images[i]!];
        for (const [side, image] of drawTwo(images[i]!, random).entries())
          input.set(features.subarray(image * width, (image + 1) * width), (side * count + i) * width);
      }
      contrast(await runner.forward(input), EMBEDDING, slope);
      await runner.backward(slope, gradients);
      optimiser.update(learningRateAt(step, { ...SCHEDULE, steps }), step);
      await runner.load(parameters);
      onStep();
    }
  } finally {
    await runner.dispose();
  }
  return parameters;
}

/** The rows of each person. */
function imagesOf(people: ArrayLike<number>): (readonly number[])[] {
  const images = new Map<number, number[]>();
  for (let i = 0; i < people.length; i++) {
    const known = images.get(people[i]!);
    if (known === undefined) images.set(people[i]!, [i]);
    else known.push(i);
  }
  return [...images.values()];
}

/** Two different ones, or twice the only one. */
function drawTwo(images: readonly number[], random: Random): readonly [number, number] {
  const first = random.integer(images.length);
  const second = images.length === 1 ? 0 : (first + 1 + random.integer(images.length - 1)) % images.length;
  return [images[first]!, images[second]!];
}
