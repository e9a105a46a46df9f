import {
  type ReadingScores,
  scoreBestUnit,
  scoreHighestVariance,
  scoreRidge,
} from '../evaluation/baselines.js';
import { encodeLevels, scoreDisentanglement } from '../evaluation/disentanglement.js';
import { encodeImages, type Posteriors } from '../evaluation/encodeImages.js';
import { readUnit, scalarFactors } from '../evaluation/encoder.js';
import { movementImages, readMovements } from '../evaluation/movements.js';
import { scoreReading } from '../evaluation/readings.js';
import { image } from '../evaluation/report/page.js';
import { turnSheet } from '../evaluation/report/sheets.js';
import { readTestImages } from '../evaluation/testImages.js';
import { type EntangledTurns, measureTurns } from '../evaluation/turns.js';
import { componentSummary } from '../inference/methods.js';
import type { Model } from '../model/model.js';
import { prepareUntrained } from '../recognition/methods.js';
import { figure, note, table } from './blocks.js';
import { counter } from './counter.js';
import type { Bench, Block, Part } from './part.js';

export const entangled: Part = {
  name: 'entangled',
  title: 'Entangled against disentangled',
  shownIn: "paper, figure 6; a regression was asked for in the paper's reviews",
  stage: 'measure',
  comparesTwin: true,
  async run(bench, onWork) {
    const { model, twin, engine, scene, source, scale } = bench;
    const test = await readTestImages(source, scale.images);
    const truth = test.truth!;
    const each = test.count + scale.images;
    const twins = twin === undefined ? 0 : each + movementImages(twin, source);
    const count = counter(2 * each + twins, onWork);
    const factors = scalarFactors(source.info.factors);

    const own = await encodeImages(model, test.images, count);
    const units = factors.flatMap((factor) => {
      const reading = readUnit(model.description, factor, own, truth);
      return reading === undefined ? [] : [[factor.name, scoreReading(reading)] as const];
    });
    const untrained = await prepareUntrained(model, engine);
    const levelled = (one: Model) => encodeLevels(one, scene, source.info.seed, scale.images, count);
    const random = await encodeImages(untrained, test.images, count);
    const floor = scoreDisentanglement(await levelled(untrained));
    await untrained.dispose();
    const components = await (await componentSummary(source))(test.images);
    const readings: Record<string, ReadingScores> = {
      'this code, its own unit': Object.fromEntries(units),
      'this code, ridge regression': scoreRidge(factors, own, truth),
      'principal components, ridge regression': scoreRidge(factors, asCode(components, test.count), truth),
      'untrained encoder, ridge regression': scoreRidge(factors, random, truth),
    };
    const metrics = {
      'this code': scoreDisentanglement(await levelled(model)),
      'untrained encoder': floor,
    };
    if (twin === undefined)
      return outcome(readings, metrics, [
        ...(await showTurns(bench, undefined)),
        note(
          'Left out: the entangled twin, since none was given (--twin RUN: the same network trained on the same data ' +
            'with --objective vae). What any linear reader makes of principal components and of an untrained encoder ' +
            'stands in its place.',
        ),
      ]);
    const theirs = await encodeImages(twin, test.images, count);
    const movements = await readMovements(twin, source, count);
    return outcome(
      {
        ...readings,
        'entangled twin, most varying unit': scoreHighestVariance(factors, movements, theirs, truth),
        'entangled twin, best of all units': scoreBestUnit(factors, theirs, truth),
        'entangled twin, ridge regression': scoreRidge(factors, theirs, truth),
      },
      {
        ...metrics,
        'entangled twin': scoreDisentanglement(await levelled(twin)),
      },
      await showTurns(bench, { model: twin, movements }),
    );
  },
};

function outcome(
  readings: Readonly<Record<string, ReadingScores>>,
  metrics: Readonly<Record<string, ReturnType<typeof scoreDisentanglement>>>,
  blocks: readonly Block[],
): Awaited<ReturnType<Part['run']>> {
  const rows = Object.entries(readings).flatMap(([reading, scores]) =>
    Object.entries(scores).map(([factor, s]) => ({ factor, reading, ...s })),
  );
  rows.sort((a, b) => a.factor.localeCompare(b.factor));
  const azimuth = (reading: string) => readings[reading]?.azimuth?.eta2;
  const own = metrics['this code']!;
  const claims = [
    { paper: 'entangled.azimuth', ours: azimuth('entangled twin, most varying unit') },
    { paper: 'entangled.best', ours: azimuth('entangled twin, best of all units') },
    { paper: 'entangled.ridge', ours: azimuth('entangled twin, ridge regression') },
    { paper: 'betaVae', ours: own.betaVae },
    { paper: 'mig', ours: own.mig },
  ] as const;
  return {
    numbers: { readings, metrics },
    claims: claims.flatMap(({ paper, ours }) => (ours === undefined ? [] : [{ paper, ours }])),
    blocks: [
      table(
        ['factor', 'read from', 'pearson', 'spearman', 'eta2', 'mean absolute error'],
        rows.map((r) => [
          r.factor,
          r.reading,
          r.pearson,
          r.spearman,
          r.eta2,
          r.maeDegrees ?? r.mae ?? Number.NaN,
        ]),
      ),
      table(
        ['code', 'BetaVAE', 'FactorVAE', 'MIG', 'SAP', 'DCI', 'modularity', 'explicitness', 'IRS'],
        Object.entries(metrics).map(([name, m]) => [
          name,
          m.betaVae,
          m.factorVae,
          m.mig,
          m.sap,
          m.dci.disentanglement,
          m.modularity,
          m.explicitness,
          m.irs,
        ]),
      ),
      note(
        `Scores on ${own.samples.images} images of levels drawn at random: ${Object.entries(own.levels)
          .map(([name, count]) => `${count} of ${name}`)
          .join(', ')}${own.people === undefined ? '' : `; ${own.people} people`}.`,
      ),
      ...blocks,
    ],
  };
}

/** Every pose and light turned by our unit, and by the twin's where there is one, below the true renders. */
async function showTurns(
  { model, scene, source }: Bench,
  twin: EntangledTurns | undefined,
): Promise<readonly Block[]> {
  const turns = await measureTurns(model, scene, source.info.seed, twin);
  return Promise.all(
    turns.map(async (turn) => figure(image(await turnSheet(turn)), `${turn.factor} turned by one unit`)),
  );
}

function asCode(values: Float32Array, count: number): Posteriors {
  return { count, units: values.length / count, mu: values, logVar: new Float32Array(values.length) };
}
