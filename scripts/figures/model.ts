import type { DisentanglementScores } from '../../src/evaluation/disentanglement.js';
import type { Report } from '../../src/evaluation/report.js';
import { decimal, degrees, error, NONE } from './numbers.js';
import { markdownTable } from './regions.js';

/**
 * The main figures beside what has been published, each with where.
 *
 * @param other the model that has learnt from photographs
 */
export function modelTable(
  { encoder = {}, photographs, rerender, reconstruction, blindTrial, metrics }: Report,
  other: Report,
): string {
  const { azimuth, elevation, light } = encoder;
  const correlation = (score: typeof azimuth): string =>
    `${decimal(score && Math.abs(score.pearson))}, ${decimal(score?.eta2)}`;
  const halves = Object.values(azimuth?.halves ?? {});
  const worse = (figures: readonly number[]): string =>
    figures.length === 0 ? NONE : decimal(Math.min(...figures));
  const rows = [
    ['azimuth: \\|r\\|, eta²', correlation(azimuth), '.61, .955, not monotonic (paper, figure 7)'],
    [
      'azimuth, the worse half of its range',
      `${worse(halves.map(({ pearson }) => Math.abs(pearson)))}, ${worse(halves.map(({ eta2 }) => eta2))}`,
      '.31, .69 (paper, figure 7)',
    ],
    ['elevation: \\|r\\|, eta²', correlation(elevation), '.907, .831 (paper, figure 7)'],
    ['light: \\|r\\|, eta²', correlation(light), '.942, .896 (paper, figure 7)'],
    [
      'azimuth, elevation, light: mean error',
      [azimuth, elevation, light].map((score) => degrees(score?.maeDegrees)).join(', '),
      'none',
    ],
  ];
  if (photographs !== undefined) {
    const read = (scores: typeof photographs | undefined): string =>
      ['azimuth', 'elevation', 'light'].map((name) => decimal(scores?.encoder[name]?.eta2)).join(', ');
    rows.push([
      `${photographs.photographs} drawn photographs: eta² of azimuth, elevation, light`,
      `${read(photographs)}; by the model for photographs ${read(other.photographs)}`,
      'none',
    ]);
  }
  if (rerender !== undefined) {
    const [low, high] = rerender.interval.mse;
    const own = `${error(rerender.mse)} (${decimal(low, 4)}-${decimal(high, 4)}), ${decimal(rerender.ssim, 2)}`;
    const { mse, ssim } = rerender.unchanged;
    rows.push([
      `re-rendered to another pose within 60° and any light, ${rerender.people} people: MSE, SSIM`,
      `${own} (input as it is: ${error(mse)}, ${decimal(ssim, 2)})`,
      'pictures only (paper)',
    ]);
  }
  rows.push(['reconstruction: MSE', error(reconstruction.mse), "2.77e-4, on chairs (Whitney's thesis)"]);
  if (blindTrial !== undefined) {
    const whole = (share: number): string => `${(100 * share).toFixed(0)} %`;
    const { among, chance, byError, byRecogniser } = blindTrial;
    for (const [way, score] of [
      ['squared error', byError],
      ['the learnt recogniser', byRecogniser],
    ] as const)
      if (score !== undefined)
        rows.push([
          `whose re-rendering is it, among ${among} people: by ${way}`,
          `${whole(score.rerendered.value)} (chance ${whole(chance)}, input as it is ${whole(score.unchanged.value)})`,
          'none',
        ]);
  }
  if (metrics !== undefined)
    rows.push([
      `BetaVAE score, MIG, DCI disentanglement, on ${metrics.samples.images} images`,
      [decimal(metrics.betaVae, 2), decimal(metrics.mig, 2), decimal(metrics.dci.disentanglement, 2)].join(
        ', ',
      ),
      'none of faces',
    ]);
  return markdownTable(['', 'ours', 'published'], rows);
}

/** The same as the card of the model has it. */
export function cardTable({ encoder = {}, rerender, reconstruction, model }: Report): string {
  const { azimuth, elevation, light } = encoder;
  const all = (figure: (score: NonNullable<typeof azimuth>) => number): string =>
    [azimuth, elevation, light].map((score) => decimal(score && figure(score))).join(' / ');
  return markdownTable(
    ['figure', 'value'],
    [
      ['eta², azimuth / elevation / light', all(({ eta2 }) => eta2)],
      ['absolute rank correlation, azimuth / elevation / light', all(({ spearman }) => Math.abs(spearman))],
      ['reconstruction, mean squared error', error(reconstruction.mse)],
      [
        're-rendering within 60°, mean squared error / SSIM',
        `${error(rerender?.mse)} / ${decimal(rerender?.ssim, 2)}`,
      ],
      ['evidence lower bound, nats a pixel', decimal(reconstruction.elbo / model.size ** 2, 4)],
    ],
  );
}

/** How far each group moves while one factor does. */
export function movementTable({ invariance }: Report): string {
  const { groups, kinds, movement } = invariance!;
  return markdownTable(
    ['group', ...kinds],
    groups.map((group, g) => [group, ...movement[g]!.map((moved) => decimal(moved, 2))]),
  );
}

/** A figure of each metric, by what it is called. */
export const METRICS: Readonly<Record<string, (scores: DisentanglementScores) => number>> = {
  BetaVAE: ({ betaVae }) => betaVae,
  FactorVAE: ({ factorVae }) => factorVae,
  MIG: ({ mig }) => mig,
  SAP: ({ sap }) => sap,
  'DCI disentanglement': ({ dci }) => dci.disentanglement,
  'DCI completeness': ({ dci }) => dci.completeness,
  'DCI informativeness': ({ dci }) => dci.informativeness,
  modularity: ({ modularity }) => modularity,
  explicitness: ({ explicitness }) => explicitness,
  IRS: ({ irs }) => irs,
};

/** Levels and images that scores are of: `40 of azimuth, 10 of shape; 2800 images`. */
export function scoredOn({ levels, samples }: DisentanglementScores): string {
  const counts = Object.entries(levels).map(([factor, count]) => `${count} of ${factor}`);
  return `${counts.join(', ')}; ${samples?.images ?? NONE} images`;
}

/** Every metric, with what the same network without any learning gets. */
export function metricsTable({ metrics, baselines }: Report): string {
  const floor = baselines.untrained?.metrics;
  const rows = Object.entries(METRICS).map(([name, figure]) => [
    name,
    decimal(figure(metrics!), 2),
    decimal(floor && figure(floor), 2),
  ]);
  return markdownTable(
    ['score', 'ours', 'untrained encoder'],
    [...rows, ['levels and images', scoredOn(metrics!), floor === undefined ? NONE : scoredOn(floor)]],
  );
}

/** What the tables have no room for. */
export function modelWords({ encoder = {}, reconstruction, model }: Report): string {
  const { azimuth, elevation, light } = encoder;
  const ranks = [azimuth, elevation, light].map((score) => decimal(score && Math.abs(score.spearman)));
  const halves = Object.values(azimuth?.halves ?? {}).map(({ pearson }) => decimal(Math.abs(pearson)));
  const { elbo, kl } = reconstruction;
  return [
    `Rank correlations of azimuth, elevation, light: ${ranks.join(' / ')}. Each half of azimuth by itself: ${halves.join(' and ')} (|r|).`,
    `Evidence lower bound: ${elbo.toFixed(0)} nats an image, ${decimal(elbo / model.size ** 2, 4)} a pixel, of which the code takes ${kl.toFixed(0)}.`,
  ].join('\n\n');
}
