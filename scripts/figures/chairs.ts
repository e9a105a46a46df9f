import type { PeopleScore } from '../../src/evaluation/imageScore.js';
import type { Report } from '../../src/evaluation/report.js';
import type { AzimuthScore } from '../chairs/azimuth.js';
import type { DrawnChairs } from '../chairs/drawn.js';
import type { RealChairs } from '../chairs/real.js';
import type { ViewScores } from '../chairs/views.js';
import { decimal, degrees, error } from './numbers.js';
import { markdownTable } from './regions.js';

const share = (x: number | undefined): string => (x === undefined ? '' : `${(100 * x).toFixed(1)} %`);

/** The model of chairs on unseen ones, from anywhere. */
export function chairsTable({ encoder = {}, reconstruction, rerender, blindTrial }: Report): string {
  const { azimuth, elevation, light } = encoder;
  const line = (name: string, score: typeof azimuth): string[] => [
    `${name}: mean error; absolute rank correlation; eta²`,
    `${degrees(score?.maeDegrees)}; ${decimal(score && Math.abs(score.spearman))}; ${decimal(score?.eta2)}`,
  ];
  return markdownTable(
    ['figure', 'value'],
    [
      [
        'azimuth, all round: mean error; fronts taken for backs; circular correlation',
        `${degrees(azimuth?.maeDegrees)}; ${share(azimuth?.frontBack)}; ${decimal(azimuth?.circularCorrelation)}`,
      ],
      line('elevation', elevation),
      line('light', light),
      ['reconstruction, mean squared error', error(reconstruction.mse)],
      [
        're-rendering within 60°, mean squared error / SSIM',
        `${error(rerender?.mse)} / ${decimal(rerender?.ssim, 2)}`,
      ],
      [
        `whose re-rendering is it, among ${blindTrial?.among ?? ''} chairs, by squared error`,
        share(blindTrial?.byError.rerendered.value),
      ],
    ],
  );
}

/** From one view of each chair to others, of the scene's chairs and of real ones. */
export function chairViewsTable(drawn: DrawnChairs, real: RealChairs): string {
  const both = [drawn.views, real.views];
  const cell = ({ mse, ssim, interval }: PeopleScore): string =>
    `${error(mse)} (${error(interval.mse[0])}-${error(interval.mse[1])}), ${decimal(ssim, 2)}`;
  const row = (name: string, of: (scores: ViewScores) => PeopleScore): string[] => [
    name,
    ...both.map((scores) => cell(of(scores))),
  ];
  return markdownTable(
    ['mean squared error, SSIM', `${drawn.views.chairs} drawn chairs`, `${real.views.chairs} real ones`],
    [
      row('reconstruction of the one view', ({ reconstruction }) => reconstruction),
      row('twelve other views', ({ otherViews }) => otherViews),
      row('the same, the one view left as it is', ({ unchanged }) => unchanged),
      ...Object.keys(drawn.views.byAngle)
        .sort((a, b) => Number(a) - Number(b))
        .map((angle) => row(`turned by about ${angle}°`, ({ byAngle }) => byAngle[angle]!)),
    ],
  );
}

/** Azimuth read all round, of the scene's chairs and of real ones. */
export function chairAzimuthTable({ azimuth, azimuthByBase }: DrawnChairs, real: RealChairs): string {
  const row = (name: string, score: AzimuthScore): string[] => [
    name,
    String(score.images),
    degrees(score.meanError),
    degrees(score.medianError),
    share(score.frontBack),
    decimal(score.circularCorrelation),
  ];
  return markdownTable(
    ['chairs', 'views', 'mean error', 'median', 'front for back', 'circular correlation'],
    [
      row('drawn, all', azimuth.all),
      row('drawn, those with a back', azimuth.withBack),
      ...Object.entries(azimuthByBase).map(([base, score]) => row(`drawn, ${base}`, score)),
      row(`real, ${real.views.chairs} of them`, real.azimuth),
    ],
  );
}
