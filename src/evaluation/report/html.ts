import { DEFINITIONS } from '../definitions.js';
import type { Evaluation } from '../evaluate.js';
import { escapeHtml, figure, image, page, section, table } from './page.js';
import { bars, byDistance, cosines, matrix, scatter } from './plots.js';
import { errorSheet, rerenderSheet, swapSheet, turnSheet } from './sheets.js';

/** The whole report as one HTML file: SVG plots, images as data URIs, nothing to load. */
export async function reportHtml(evaluation: Evaluation): Promise<string> {
  const { report } = evaluation;
  const sections = [
    encoderSection(evaluation),
    await rerenderSection(evaluation),
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
    `${data.images} ${data.split} images of ${data.scene}; measured in ${Math.round(report.seconds)} s.`;
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
    table(
      ['range', 'pearson', 'spearman', 'eta2', 'mean absolute error'],
      rows.map((row) => [
        row.range,
        row.pearson,
        row.spearman,
        row.eta2,
        row.maeDegrees ?? row.mae ?? Number.NaN,
      ]),
    ),
    ...Object.entries(readings).map(([factor, reading]) =>
      figure(scatter(factor, reading), factor, ['pearson', 'eta2']),
    ),
  ]);
}

async function rerenderSection({ report, rerendering }: Evaluation): Promise<string> {
  if (report.rerender === undefined || rerendering === undefined) return '';
  const { rerender } = report;
  return section('The 3D engine learnt', [
    table(
      ['distance', 'images', 'mse', 'psnr', 'ssim', 'source unchanged: mse', 'ssim'],
      [
        [
          'within 60°',
          rerender.images,
          rerender.mse,
          rerender.psnr,
          rerender.ssim,
          rerender.unchanged.mse,
          rerender.unchanged.ssim,
        ],
        ...rerender.byDistance.map((row) => [
          `${row.from}° to ${row.to}°`,
          row.images,
          row.mse,
          row.psnr,
          row.ssim,
          row.unchanged.mse,
          row.unchanged.ssim,
        ]),
      ],
    ),
    figure(image(await rerenderSheet(rerendering)), 'Source above, true target, ours below', ['rerender']),
    ...(['mse', 'psnr', 'ssim'] as const).map((key) =>
      figure(byDistance(rerender, key), key, [key, 'unchanged']),
    ),
    figure(
      image(await errorSheet(rerendering)),
      'Where the error lies, for each target pose over people and lights; white: 0.25 or more',
      ['rerender'],
    ),
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
    table(
      ['group', 'mse', 'psnr', 'ssim', 'without the swap: mse'],
      Object.entries(report.swaps).map(([group, s]) => [group, s.mse, s.psnr, s.ssim, s.unswapped.mse]),
    ),
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
    figure(matrix(report.invariance), 'How far each group moves, against what moves', ['invariance']),
    ...factors.map((factor) => figure(cosines(points, factor), `While ${factor} moves`, ['cosine'])),
  ]);
}

function evidenceSection({ report: { reconstruction } }: Evaluation): string {
  return section('Reconstruction and evidence', [
    table(
      [
        'mse',
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
          reconstruction.mse,
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

function metricsSection({ report: { metrics } }: Evaluation): string {
  if (metrics === undefined) return '';
  const { dci, levels, ...single } = metrics;
  const grid = Object.entries(levels).map(([name, n]) => `${n} of ${name}`);
  return section('Disentanglement metrics', [
    `<p>On a grid of all combinations of ${escapeHtml(grid.join(', '))}.</p>`,
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
    `<p>${escapeHtml(['ownRidge', 'highestVariance', 'ridge'].map((key) => `${key}: ${DEFINITIONS[key]!.meaning}`).join(' '))}</p>`,
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
