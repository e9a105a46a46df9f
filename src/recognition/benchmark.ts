import type { BatchSource, Split } from '../dataset/batch.js';
import type { Renderer } from '../dataset/renderer.js';
import type { Engine } from '../engine/engine.js';
import type { Scene } from '../scene/scene.js';
import { type Estimate, estimateShare } from '../statistics/estimate.js';
import { type Condition, castOf, conditionGrid, frontal } from './conditions.js';
import { learningSteps, learnProjection } from './learn.js';
import type { Method } from './methods.js';
import { originalProtocol, type ProtocolScore } from './originalProtocol.js';
import { describePeople, type PeopleImages, readPeople } from './people.js';
import { type PhotographScore, scorePhotographs } from './photographs.js';
import { embed, embeddingWidth, type Projection } from './projection.js';
import { cosines, drawTrials, type Embeddings } from './trials.js';
import {
  areaUnderCurve,
  equalErrorRate,
  identificationRank,
  rocCurve,
  shareRight,
  type Trials,
} from './verification.js';

export interface BenchmarkRequest {
  readonly scene: Scene;
  readonly renderer: Renderer;
  /** Trains what is learnt on top of features. */
  readonly engine: Engine;
  /** People in batches of one person each, of the same scene and size: see `streamPeople`. */
  readonly source: BatchSource;
  readonly methods: readonly Method[];
  /** Sizes of the galleries, rising: 50, 200, 1000. */
  readonly galleries: readonly number[];
  /** Test people who are probed under every condition; at most so many of each gallery. */
  readonly probePeople: number;
  readonly trainingPeople: number;
  readonly validationPeople: number;
  /** Real people to try the methods on as well, the first 1 and the first 5 of whose photographs are enrolled. */
  readonly photographs?: PeopleImages | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface MethodScore {
  readonly method: string;
  /** Numbers that two images are compared by; of directions, as many as served validation people best. */
  readonly width: number;
  /** By size of gallery: share of probes whose own person comes first, or among the first five. */
  readonly identification: readonly {
    readonly gallery: number;
    readonly rank1: Estimate;
    readonly rank5: Estimate;
  }[];
  readonly auc: Estimate;
  readonly equalErrorRate: number;
  /** Share of pairs decided rightly at the threshold set on validation people. */
  readonly accuracy: Estimate;
  readonly threshold: number;
  /** Rank-1 in the gallery of 200 (or the largest smaller one) by the level of each pose and light. */
  readonly rank1By: Readonly<Record<string, readonly { readonly level: number; readonly rank1: Estimate }[]>>;
  /** [false positives, true positives], thinned to a hundred points. */
  readonly roc: readonly (readonly [number, number])[];
  readonly original: ProtocolScore;
  readonly photographs?: readonly PhotographScore[];
}

/** The gallery size that accuracies by pose and light, and the headline, are given for. */
const HEADLINE = 200;

/**
 * Invariant face recognition of unseen people: everybody is enrolled with one frontal, front-lit image, and
 * probed under every other pose and light of a grid. All methods see the same images.
 */
export async function benchmarkRecognition(request: BenchmarkRequest): Promise<readonly MethodScore[]> {
  const { scene, source, engine, methods, galleries, trainingPeople, validationPeople } = request;
  const grid = conditionGrid(scene);
  const total =
    trainingPeople +
    validationPeople +
    methods.reduce((sum, { projection }) => sum + learningSteps(projection, trainingPeople), 0) +
    2 * (PROTOCOL_PEOPLE + grid.length + 1);
  let done = 0;
  const onPart = (): void => request.onProgress?.(++done, total);

  const sorts = [...new Set(methods.map(({ features }) => features))];
  const described = await describePeople(source, 'train', trainingPeople, sorts, onPart);
  const validated = await describePeople(source, 'validation', validationPeople, sorts, onPart);
  const projections: Projection[] = [];
  for (const { features, projection } of methods) {
    const s = sorts.indexOf(features);
    projections.push(await learnProjection(projection, described[s]!, validated[s]!, engine, onPart));
  }
  const run = (split: Split, gallery: number, probes: number): Promise<readonly Session[]> =>
    runSessions(request, projections, grid, { split, gallery, probes }, onPart);
  const validation = await run('validation', validationPeople, validationPeople);
  const test = await run('test', galleries.at(-1)!, request.probePeople);
  const pairs = {
    validation: await readPeople(source, 'validation', PROTOCOL_PEOPLE, onPart),
    test: await readPeople(source, 'test', PROTOCOL_PEOPLE, onPart),
  };

  const scores: MethodScore[] = [];
  for (const [m, method] of methods.entries()) {
    const { threshold } = equalErrorRate(validation[m]!.trials);
    const { trials, probes } = test[m]!;
    const headline = galleries.findLast((size) => size <= HEADLINE) ?? galleries[0]!;
    scores.push({
      method: method.name,
      width: embeddingWidth(projections[m]!),
      identification: galleries.map((gallery) => ({
        gallery,
        rank1: shareWithin(probes, galleries.indexOf(gallery), 1),
        rank5: shareWithin(probes, galleries.indexOf(gallery), 5),
      })),
      auc: areaUnderCurve(trials),
      equalErrorRate: equalErrorRate(trials).rate,
      accuracy: shareRight(trials, threshold),
      threshold,
      rank1By: rank1By(probes, galleries.indexOf(headline)),
      roc: thinnedRoc(trials),
      original: await originalProtocol(method.features, projections[m]!, pairs),
      ...(request.photographs === undefined
        ? {}
        : {
            photographs: await scorePhotographs(
              method.features,
              projections[m]!,
              request.photographs,
              ENROLLED_PHOTOGRAPHS,
            ),
          }),
    });
  }
  return scores;
}

const ENROLLED_PHOTOGRAPHS = [1, 5];

/** People of the original's protocol: 96 pairs, half of them of one person. */
const PROTOCOL_PEOPLE = 96;

interface Probe {
  readonly person: number;
  readonly condition: Condition;
  /** In each gallery that holds the person; undefined in those that do not. */
  readonly ranks: readonly (number | undefined)[];
}

/** What one method made of one split. */
interface Session {
  readonly trials: Trials;
  readonly probes: readonly Probe[];
}

async function runSessions(
  { scene, renderer, source, methods, galleries }: BenchmarkRequest,
  projections: readonly Projection[],
  grid: readonly Condition[],
  { split, gallery, probes }: { readonly split: Split; readonly gallery: number; readonly probes: number },
  onPart: () => void,
): Promise<readonly Session[]> {
  const cast = castOf(scene, split, source.info.seed, gallery);
  const enrolled = await embedCast(
    methods,
    projections,
    await renderer.render(cast.under(frontal(scene), gallery)),
  );
  onPart();
  const trials: Trials[][] = methods.map(() => []);
  const ranked: Probe[][] = methods.map(() => []);
  for (const [c, condition] of grid.entries()) {
    const images = await renderer.render(cast.under(condition, Math.min(probes, gallery)));
    const seen = await embedCast(methods, projections, images);
    for (const [m, embeddings] of seen.entries()) {
      trials[m]!.push(drawTrials(enrolled[m]!, embeddings, c));
      ranked[m]!.push(...rankProbes(enrolled[m]!, embeddings, condition, galleries));
    }
    onPart();
  }
  return methods.map((_, m) => ({ trials: joinTrials(trials[m]!), probes: ranked[m]! }));
}

/** One image a person, by every method. */
async function embedCast(
  methods: readonly Method[],
  projections: readonly Projection[],
  images: Uint8Array,
): Promise<readonly Embeddings[]> {
  const result: Embeddings[] = [];
  for (const [m, { features }] of methods.entries()) {
    const vectors = embed(projections[m]!, await features(images));
    const width = embeddingWidth(projections[m]!);
    result.push({ vectors, width, people: Array.from({ length: vectors.length / width }, (_, i) => i) });
  }
  return result;
}

/** A gallery of n holds the first n people. */
function rankProbes(
  gallery: Embeddings,
  probes: Embeddings,
  condition: Condition,
  sizes: readonly number[],
): readonly Probe[] {
  return Array.from(probes.people, (person, i) => {
    const scores = cosines(gallery, probes.vectors.subarray(i * probes.width, (i + 1) * probes.width));
    const ranks = sizes.map((size) =>
      person < size ? identificationRank(scores.subarray(0, size), person) : undefined,
    );
    return { person, condition, ranks };
  });
}

function shareWithin(probes: readonly Probe[], gallery: number, rank: number): Estimate {
  const known = probes.filter((probe) => probe.ranks[gallery] !== undefined);
  return estimateShare(
    known.map((probe) => (probe.ranks[gallery]! <= rank ? 1 : 0)),
    known.map((probe) => probe.person),
  );
}

function rank1By(probes: readonly Probe[], gallery: number): MethodScore['rank1By'] {
  return Object.fromEntries(
    Object.keys(probes[0]!.condition).map((factor) => {
      const levels = [...new Set(probes.map(({ condition }) => condition[factor]!))];
      const at = (level: number): readonly Probe[] =>
        probes.filter(({ condition }) => condition[factor] === level);
      return [factor, levels.map((level) => ({ level, rank1: shareWithin(at(level), gallery, 1) }))];
    }),
  );
}

function joinTrials(parts: readonly Trials[]): Trials {
  const join = (key: keyof Trials): number[] => parts.flatMap((part) => Array.from(part[key]));
  return { scores: join('scores'), same: join('same'), people: join('people'), others: join('others') };
}

function thinnedRoc(trials: Trials): MethodScore['roc'] {
  const curve = rocCurve(trials);
  const step = Math.max(1, Math.floor(curve.length / 100));
  return curve
    .filter((_, i) => i % step === 0 || i === curve.length - 1)
    .map(({ falsePositives, truePositives }) => [falsePositives, truePositives]);
}
