import { sampleBatch } from '../dataset/sample.js';
import type { Model } from '../model/model.js';
import { Random } from '../numeric/random.js';
import { identityFactors } from '../scene/identity.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { encodeImages, unitColumns } from './encodeImages.js';
import { gridLevelCounts, levelsOf } from './levels.js';
import { betaVaeScore, PUBLISHED_DRAWS } from './metrics/betaVae.js';
import { splitPoints } from './metrics/codes.js';
import { type Dci, dci } from './metrics/dci.js';
import { explicitness } from './metrics/explicitness.js';
import { type FactorGrid, gridCombination, gridLabels, gridSize } from './metrics/factorGrid.js';
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
  /** Levels of each factor on the grid of images that the scores are of. */
  readonly levels: Readonly<Record<string, number>>;
  /** Different people on it, where the scene has people: every shape with every texture. */
  readonly people?: number;
  /** What each score is of. */
  readonly samples: {
    /** Images on the grid: MIG, modularity and IRS. */
    readonly images: number;
    /** Images of it that SAP, DCI and explicitness learn from, and are scored on. */
    readonly learnt: readonly [train: number, test: number];
    /** Draws from it that the BetaVAE and FactorVAE scores learn from, and are scored on. */
    readonly drawn: readonly [train: number, test: number];
  };
}

/** Disentanglement_lib learns from 10,000 points and tests on 5,000. */
const TRAIN_SHARE = 2 / 3;

/**
 * Draws and encodes every combination of a few levels of each factor. A factor of one number has evenly
 * spaced levels; one of many (shape, texture) has people: coefficients drawn from the test split.
 */
export async function encodeGrid(
  model: Model,
  scene: Scene,
  seed: number,
  points: number,
  onImages?: (count: number) => void,
): Promise<FactorGrid> {
  const levels = gridLevelCounts(scene.factors, points);
  const people = sampleBatch(scene, { seed, split: 'test', kind: 'all', index: 0 }, Math.max(...levels));
  const width = parametersOf(scene).length;
  let first = 0;
  const values = scene.factors.map(({ parameters }, k) => {
    const start = first;
    first += parameters.length;
    if (parameters.length === 1) return levelsOf(parameters[0]!.prior, levels[k]!).map((value) => [value]);
    return Array.from({ length: levels[k]! }, (_, person) =>
      Array.from(people.subarray(person * width + start, person * width + first)),
    );
  });
  const { size, code } = model.description.architecture;
  const mu = new Float32Array(gridSize(levels) * code);
  const chunk = levels.at(-1)!;
  for (let start = 0; start < gridSize(levels); start += chunk) {
    const images = new Uint8Array(chunk * size ** 2);
    for (let i = 0; i < chunk; i++) {
      const combination = gridCombination(levels, start + i);
      const parameters = Float32Array.from(combination.flatMap((level, k) => values[k]![level]!));
      images.set(scene.render(parameters, size, 1), i * size ** 2);
    }
    mu.set((await encodeImages(model, images, onImages)).mu, start * code);
  }
  const identity = identityFactors(scene.factors);
  return {
    factors: scene.factors.map(({ name }) => name),
    levels,
    codes: unitColumns({ mu, units: code }),
    people:
      identity.length === 0
        ? undefined
        : gridSize(levels.filter((_, k) => identity.includes(scene.factors[k]!.name))),
  };
}

/** Every metric of one grid of codes. A pure function: all draws are seeded. */
export function scoreDisentanglement(grid: FactorGrid): DisentanglementScores {
  const points = { codes: grid.codes, labels: gridLabels(grid.levels) };
  const { train, test } = splitPoints(points, TRAIN_SHARE, new Random('evaluation', 'split'));
  return {
    betaVae: betaVaeScore(grid, new Random('evaluation', 'betaVae')),
    factorVae: factorVaeScore(grid, new Random('evaluation', 'factorVae')),
    mig: mig(points),
    sap: sap(train, test),
    dci: dci(train, test, new Random('evaluation', 'dci')),
    modularity: modularity(points),
    explicitness: explicitness(train, test),
    irs: irs(points),
    levels: Object.fromEntries(grid.factors.map((name, k) => [name, grid.levels[k]!])),
    ...(grid.people === undefined ? {} : { people: grid.people }),
    samples: {
      images: gridSize(grid.levels),
      learnt: [train.labels[0]!.length, test.labels[0]!.length],
      drawn: [PUBLISHED_DRAWS.train, PUBLISHED_DRAWS.test],
    },
  };
}
