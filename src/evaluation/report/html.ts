import type { Estimate } from '../../statistics/estimate.js';
import type { BlindTrialShares } from '../blindTrial.js';
import { DEFINITIONS } from '../definitions.js';
import type { DisentanglementScores } from '../disentanglement.js';
import type { Evaluation } from '../evaluate.js';
import { whoIs } from '../people.js';
import type { ReadingScore } from '../readings.js';
import { escapeHtml, figure, formatInterval, formatNumber, image, page, section, table } from './page.js';
import { bars, byDistance, cosines, matrix, scatter } from './plots.js';
import { rerenderHead, rerenderRows, swapHead, swapRows } from './rows.js';
import { errorSheet, rerenderSheet, swapSheet, turnSheet } from './sheets.js';

/** The whole report as one HTML file: SVG plots, images as data URIs, nothing to load. */
export async function reportHtml(evaluation: Evaluation): Promise<string> {
  const { report } = evaluation;
  const sections = [
    encoderSection(evaluation),
    photographSection(evaluation),
    await rerenderSection(evaluation),
    blindTrialSection(evaluation),
    await turnSection(evaluation),
    await swapSection(evaluation),
    invarianceSection(evaluation),
    evidenceSection(evaluation),
    metricsSection(evaluation),
    baselineSection(evaluation),
    leftOutSection(evaluation),
    section('What the figures mean', [
      table(
        ['figure', 'meaning', 'source'],
        Object.entries(DEFINITIONS).map(([name, { meaning, source }]) => [name, meaning, source]),
      ),
    ]),
  ];
  const { model, data } = report;
  const intro =
    `${model.size} x ${model.size} pixels, code of ${model.code} units, step ${model.step}; ` +
    `${data.images} ${data.split} images of ${data.scene}${data.people === undefined ? '' : `, ${data.people} ${whoIs(data.scene)}`}; measured in ${Math.round(report.seconds)} s.`;
  return page(
    `Evaluation of ${model.path}`,
    intro,
    sections.filter((one) => one !== ''),
  );
}

function encoderSection({ report, readings }: Evaluation): string {
  if (report.encoder === undefined) return '';
  const rows = Object.entries(report.encoder).flatMap(([factor, { halves, ...whole }]) => [
    { range: factor, ...whole },
    ...(halves === undefined
      ? []
      : [
          { range: `${factor}, lower half`, ...halves.lower },
          { range: `${factor}, upper half`, ...halves.upper },
        ]),
  ]);
  return section('Encoder against truth', [
    `<p>${report.data.images} images${report.data.people === undefined ? '' : ` of ${report.data.people} ${whoIs(report.data.scene)}`}.</p>`,
    readingTable(
      'range',
      rows.map((row) => [row.range, row]),
    ),
    ...Object.entries(readings).map(([factor, reading]) =>
      figure(
        scatter(factor, reading),
        factor,
        reading.parameter.circular ? ['circularCorrelation', 'frontBack'] : ['pearson', 'eta2'],
      ),
    ),
  ]);
}

/** Scores of readings, with those of full circles where there are any. */
function readingTable(head: string, rows: readonly (readonly [string, ReadingScore])[]): string {
  const round = rows.some(([, { circularCorrelation }]) => circularCorrelation !== undefined);
  return table(
    [
      ...[head, 'pearson', 'spearman', 'eta2', 'mean absolute error'],
      ...(round ? ['circularCorrelation', 'frontBack'] : []),
    ],
    rows.map(([name, s]) => [
      ...[name, s.pearson, s.spearman, s.eta2, s.maeDegrees ?? s.mae ?? Number.NaN],
      ...(round ? [s.circularCorrelation ?? Number.NaN, s.frontBack ?? Number.NaN] : []),
    ]),
  );
}

function photographSection({ report: { photographs } }: Evaluation): string {
  if (photographs === undefined) return '';
  return section('Photographs', [
    `<p>${photographs.photographs} drawn ones. ${meanings(['photographs'])}</p>`,
    table(
      ['range', 'pearson', 'spearman', 'eta2', 'mean absolute error'],
      Object.entries(photographs.encoder).map(([factor, row]) => [
        factor,
        row.pearson,
        row.spearman,
        row.eta2,
        row.maeDegrees ?? row.mae ?? Number.NaN,
      ]),
    ),
  ]);
}

async function rerenderSection({ report, rerendering }: Evaluation): Promise<string> {
  if (report.rerender === undefined || rerendering === undefined) return '';
  const { rerender } = report;
  return section('The 3D engine learnt', [
    table(rerenderHead(whoIs(report.data.scene)), rerenderRows(rerender)),
    figure(image(await rerenderSheet(rerendering)), 'Source above, true target, ours below', ['rerender']),
    ...(['mse', 'psnr', 'ssim'] as const).map((key) =>
      figure(byDistance(rerender, key), key, [key, 'unchanged']),
    ),
    figure(
      image(await errorSheet(rerendering)),
      `Where the error lies, for each target pose over ${whoIs(report.data.scene)} and lights; white: 0.25 or more`,
      ['rerender'],
    ),
  ]);
}

function blindTrialSection({ report: { blindTrial, data } }: Evaluation): string {
  if (blindTrial === undefined) return '';
  const { trials, people, among, chance, byError, byRecogniser } = blindTrial;
  const who = whoIs(data.scene);
  const row = (name: string, guesses: string, share: Estimate) => [
    name,
    people,
    guesses,
    ...withBounds(share),
  ];
  const rows = (name: string, { rerendered, unchanged }: BlindTrialShares) => [
    row(name, 're-rendered', rerendered),
    row(name, 'source unchanged', unchanged),
  ];
  return section('Whose re-rendering is it', [
    table(
      ['nearest by', who, 'among', 'share right', '95 %'],
      [
        ...rows('squared error', byError),
        ...(byRecogniser === undefined ? [] : rows('recogniser', byRecogniser)),
      ],
    ),
    `<p>${trials} trials of ${among} ${who} each; chance ${formatNumber(chance)}. ${meanings(['blindTrial', 'byError', 'byRecogniser'])}</p>`,
  ]);
}

async function turnSection({ turns }: Evaluation): Promise<string> {
  if (turns.length === 0) return '';
  return section('One unit turned', [
    ...(await Promise.all(
      turns.map(async (turn) =>
        figure(
          image(await turnSheet(turn)),
          turn.entangled === undefined
            ? `${turn.factor}: the true renders, and this code's own unit turned`
            : `${turn.factor}: the true renders, this code's own unit turned, and the entangled code's unit that ` +
                'varies most with it',
          ['highestVariance'],
        ),
      ),
    )),
  ]);
}

async function swapSection({ report, swaps }: Evaluation): Promise<string> {
  if (report.swaps === undefined || swaps === undefined) return '';
  return section('Swaps', [
    table(swapHead(whoIs(report.data.scene)), swapRows(report.swaps)),
    ...(await Promise.all(
      Object.keys(report.swaps).map(async (group) =>
        figure(image(await swapSheet(swaps, group)), group, ['swaps']),
      ),
    )),
  ]);
}

function invarianceSection({ report, cosines: points }: Evaluation): string {
  if (report.invariance === undefined) return '';
  const factors = [...new Set(points.map(({ factor }) => factor))];
  return section('Invariance and equivariance', [
    figure(
      matrix(report.invariance),
      `How far each group moves, against what moves: ${report.invariance.kinds
        .map((kind, k) => `${kind} in ${report.invariance!.batches[k]} batches`)
        .join(', ')}`,
      ['invariance'],
    ),
    ...factors.map((factor) => figure(cosines(points, factor), `While ${factor} moves`, ['cosine'])),
  ]);
}

function evidenceSection({ report: { reconstruction, data } }: Evaluation): string {
  return section('Reconstruction and evidence', [
    table(
      [
        'images',
        whoIs(data.scene),
        'mse',
        '95 %',
        'psnr',
        'bits per pixel',
        'elbo',
        'log likelihood',
        'kl',
        'active units',
        'importance-weighted',
      ],
      [
        [
          reconstruction.images,
          reconstruction.people ?? 'unknown',
          reconstruction.mse,
          reconstruction.interval === undefined ? '' : formatInterval(reconstruction.interval.mse),
          reconstruction.psnr,
          reconstruction.bitsPerPixel,
          reconstruction.elbo,
          reconstruction.logLikelihood,
          reconstruction.kl,
          reconstruction.activeUnits,
          reconstruction.importanceWeighted.bound,
        ],
      ],
    ),
    figure(bars(reconstruction.klPerGroup, 'nats an image'), 'KL of each group', ['klPerGroup']),
    figure(bars(reconstruction.activeUnitsPerGroup, 'units'), 'Active units of each group', ['activeUnits']),
  ]);
}

function metricsSection({ report: { metrics, baselines, data } }: Evaluation): string {
  if (metrics === undefined) return '';
  const floor = baselines.untrained?.metrics;
  const { dci, levels, people, samples, ...single } = metrics;
  const drawn = Object.entries(levels).map(([name, n]) => `${n} of ${name}`);
  return section('Disentanglement metrics', [
    `<p>On ${samples.images} images of levels drawn at random: ${escapeHtml(drawn.join(', '))}${people === undefined ? '' : `; ${people} ${whoIs(data.scene)}`}.</p>`,
    table(
      ['score', 'value', 'of an untrained encoder', 'of'],
      [
        ...Object.entries(single).map(([name, value]) => [
          name,
          value,
          floor?.[name as keyof typeof single] ?? '',
          sampleOf(name, samples),
        ]),
        ...Object.entries(dci).map(([name, value]) => [
          `dci ${name}`,
          value,
          floor?.dci[name as keyof typeof dci] ?? '',
          sampleOf('dci', samples),
        ]),
      ],
    ),
    figure(
      bars(
        {
          ...single,
          'dci disentanglement': dci.disentanglement,
          'dci completeness': dci.completeness,
          'dci informativeness': dci.informativeness,
        },
        'score',
      ),
      'As in disentanglement_lib',
      [...Object.keys(single), 'dci'],
    ),
  ]);
}

function baselineSection({ report: { encoder, baselines } }: Evaluation): string {
  const readings = {
    'this code, its own unit': encoder,
    'this code, ridge': baselines.ownRidge,
    'entangled, highest-variance unit': baselines.entangled?.highestVariance,
    'entangled, best of all units': baselines.entangled?.bestUnit,
    'entangled, ridge': baselines.entangled?.ridge,
  };
  const rows = Object.entries(readings).flatMap(([reading, scores]) =>
    Object.entries(scores ?? {}).map(([factor, s]) => [
      factor,
      reading,
      s.pearson,
      s.spearman,
      s.eta2,
      s.maeDegrees ?? s.mae ?? Number.NaN,
    ]),
  );
  if (rows.length === 0) return '';
  rows.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : String(a[0]) > String(b[0]) ? 1 : 0));
  return section('Baselines', [
    table(['factor', 'read by', 'pearson', 'spearman', 'eta2', 'mean absolute error'], rows),
    `<p>${meanings(['ownRidge', 'highestVariance', 'bestUnit', 'ridge'])}</p>`,
  ]);
}

function leftOutSection({ report: { leftOut } }: Evaluation): string {
  if (leftOut.length === 0) return '';
  return section('Left out', [
    table(
      ['part', 'why'],
      leftOut.map(({ part, reason }) => [part, reason]),
    ),
  ]);
}

/** What a disentanglement score is computed from. */
function sampleOf(score: string, { images, learnt, drawn }: DisentanglementScores['samples']): string {
  const [train, test] = ['betaVae', 'factorVae'].includes(score) ? drawn : learnt;
  if (['betaVae', 'factorVae'].includes(score)) return `${train} draws to learn from, ${test} to test on`;
  if (['mig', 'modularity', 'irs'].includes(score)) return `all ${images} images`;
  return `${train} images to learn from, ${test} to test on`;
}

function meanings(keys: readonly string[]): string {
  return escapeHtml(keys.map((key) => `${key}: ${DEFINITIONS[key]!.meaning}`).join(' '));
}

function withBounds({ value, low, high }: Estimate): [number, string] {
  return [value, formatInterval([low, high])];
}
