import { sampleBatch } from '../dataset/sample.js';
import type { Model } from '../model/model.js';
import { Random } from '../numeric/random.js';
import { identityFactors } from '../scene/identity.js';
import { type Factor, parametersOf, type Scene } from '../scene/scene.js';
import { shuffle } from '../statistics/shuffle.js';
import { encodeImages, unitColumns } from './encodeImages.js';
import { levelCounts, levelsOf } from './levels.js';
import { betaVaeScore, PUBLISHED_DRAWS } from './metrics/betaVae.js';
import { type LabelledCodes, splitPoints } from './metrics/codes.js';
import { type Dci, dci } from './metrics/dci.js';
import { explicitness } from './metrics/explicitness.js';
import { factorVaeScore } from './metrics/factorVae.js';
import { irs } from './metrics/irs.js';
import { mig } from './metrics/mig.js';
import { modularity } from './metrics/modularity.js';
import { sap } from './metrics/sap.js';

/** All metrics of disentanglement_lib; each in [0, 1], more is better. */
export interface DisentanglementScores {
  readonly betaVae: number;
  readonly factorVae: number;
  readonly mig: number;
  readonly sap: number;
  readonly dci: Dci;
  readonly modularity: number;
  readonly explicitness: number;
  readonly irs: number;
  /** Levels of each factor that points are drawn from. */
  readonly levels: Readonly<Record<string, number>>;
  /** Different people among them, where the scene has people: shapes with textures. */
  readonly people?: number;
  /** What each score is of. */
  readonly samples: {
    /** Images: MIG, modularity and IRS. */
    readonly images: number;
    /** Images of them that SAP, DCI and explicitness learn from, and are scored on. */
    readonly learnt: readonly [train: number, test: number];
    /** Draws from them that the BetaVAE and FactorVAE scores learn from, and are scored on. */
    readonly drawn: readonly [train: number, test: number];
  };
}

/** Codes of images of which the level of every factor is known. */
export interface LevelledCodes extends LabelledCodes {
  readonly factors: readonly Factor[];
  readonly levels: readonly number[];
}

/** Disentanglement_lib learns from 10,000 points and tests on 5,000. */
const TRAIN_SHARE = 2 / 3;

/** Images that are drawn and encoded at a time. */
const CHUNK = 32;

/**
 * Draws and encodes images of random combinations of levels, every level of a factor equally often. A factor of one
 * number has evenly spaced levels; one of many (shape, texture) has people: coefficients drawn from the test split.
 */
export async function encodeLevels(
  model: Model,
  scene: Scene,
  seed: number,
  points: number,
  onImages?: (count: number) => void,
): Promise<LevelledCodes> {
  const { factors } = scene;
  const levels = levelCounts(factors, points);
  const people = sampleBatch(scene, { seed, split: 'test', kind: 'all', index: 0 }, Math.max(...levels));
  const width = parametersOf(scene).length;
  let first = 0;
  const values = factors.map(({ parameters }, k) => {
    const start = first;
    first += parameters.length;
    if (parameters.length === 1) return levelsOf(parameters[0]!.prior, levels[k]!).map((value) => [value]);
    return Array.from({ length: levels[k]! }, (_, person) =>
      Array.from(people.subarray(person * width + start, person * width + first)),
    );
  });
  const labels = factors.map(({ name }, k) =>
    Int32Array.from(
      shuffle(
        Array.from({ length: points }, (_, i) => i % levels[k]!),
        new Random(seed, 'levels', name),
      ),
    ),
  );
  const { size, code } = model.description.architecture;
  const mu = new Float32Array(points * code);
  for (let start = 0; start < points; start += CHUNK) {
    const count = Math.min(CHUNK, points - start);
    const images = new Uint8Array(count * size ** 2);
    for (let i = 0; i < count; i++) {
      const parameters = labels.flatMap((column, k) => values[k]![column[start + i]!]!);
      images.set(scene.render(Float32Array.from(parameters), size, 1), i * size ** 2);
    }
    mu.set((await encodeImages(model, images, onImages)).mu, start * code);
  }
  return { factors, levels, labels, codes: unitColumns({ mu, units: code }) };
}

/** Every metric of one set of codes. A pure function: all draws are seeded. */
export function scoreDisentanglement(points: LevelledCodes): DisentanglementScores {
  const { factors, levels, labels } = points;
  const { train, test } = splitPoints(points, TRAIN_SHARE, new Random('evaluation', 'split'));
  const identity = identityFactors(factors).map((name) =>
    factors.findIndex((factor) => factor.name === name),
  );
  const people = new Set(Array.from(labels[0]!, (_, i) => identity.map((k) => labels[k]![i]!).join()));
  return {
    betaVae: betaVaeScore(points, new Random('evaluation', 'betaVae')),
    factorVae: factorVaeScore(points, new Random('evaluation', 'factorVae')),
    mig: mig(points),
    sap: sap(train, test),
    dci: dci(train, test, new Random('evaluation', 'dci')),
    modularity: modularity(points),
    explicitness: explicitness(train, test),
    irs: irs(points),
    levels: Object.fromEntries(factors.map(({ name }, k) => [name, levels[k]!])),
    ...(identity.length === 0 ? {} : { people: people.size }),
    samples: {
      images: labels[0]!.length,
      learnt: [train.labels[0]!.length, test.labels[0]!.length],
      drawn: [PUBLISHED_DRAWS.train, PUBLISHED_DRAWS.test],
    },
  };
}
