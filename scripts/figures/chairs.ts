import type { PeopleScore } from '../../src/evaluation/imageScore.js';
import type { Report } from '../../src/evaluation/report.js';
import { decimal, degrees, error } from './numbers.js';
import { markdownTable } from './regions.js';

/** The model of chairs on unseen ones. */
export function chairsTable({ encoder = {}, reconstruction, rerender, blindTrial }: Report): string {
  const { azimuth, elevation, light } = encoder;
  const share = (x: number | undefined): string => (x === undefined ? '' : `${(100 * x).toFixed(1)} %`);
  return markdownTable(
    ['figure', 'value'],
    [
      [
        'azimuth, all round: mean error; fronts taken for backs; circular correlation',
        `${degrees(azimuth?.maeDegrees)}; ${share(azimuth?.frontBack)}; ${decimal(azimuth?.circularCorrelation)}`,
      ],
      ...(
        [
          ['elevation', elevation],
          ['light', light],
        ] as const
      ).map(([name, score]): [string, string] => [
        `${name}: mean error; absolute rank correlation; eta²`,
        `${degrees(score?.maeDegrees)}; ${decimal(score && Math.abs(score.spearman))}; ${decimal(score?.eta2)}`,
      ]),
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

/** What `measure-chairs` prints. */
export interface ChairViews {
  readonly chairs: number;
  readonly reconstruction: PeopleScore;
  readonly otherViews: PeopleScore;
  readonly unchanged: PeopleScore;
  /** By how many degrees the view was turned. */
  readonly byAngle: Readonly<Record<string, PeopleScore>>;
}

/** From one view of each chair to others. */
export function chairViewsTable({
  chairs,
  reconstruction,
  otherViews,
  unchanged,
  byAngle,
}: ChairViews): string {
  const row = (name: string, { mse, ssim, interval }: PeopleScore): string[] => [
    name,
    `${error(mse)} (${error(interval.mse[0])}-${error(interval.mse[1])})`,
    decimal(ssim, 2),
  ];
  return markdownTable(
    [`${chairs} chairs`, 'mean squared error', 'SSIM'],
    [
      row('reconstruction of the one view', reconstruction),
      row('twelve other views', otherViews),
      row('the same, the one view left as it is', unchanged),
      ...Object.entries(byAngle).map(([angle, score]) => row(`turned by about ${angle}°`, score)),
    ],
  );
}
