import type { Report } from '../../src/evaluation/report.js';
import type { PhotographScore } from '../../src/recognition/photographs.js';
import { decimal, degrees, error, percent } from './numbers.js';
import { markdownTable } from './regions.js';

/** What `measure-photographs` prints. */
export interface RealPhotographs {
  readonly yale: {
    readonly photographs: number;
    readonly facesFound: number;
    readonly lightSpearman: number;
    readonly lightErrorAfterOffset: number;
    readonly azimuthWithin8OfItsMean: number;
  };
  readonly umist: { readonly azimuthSpearman: Readonly<Record<string, number>> };
  readonly att: {
    readonly photographs: number;
    readonly errorBefore: number;
    readonly errorAfter: number;
    readonly secondsEach: number;
  };
  readonly identity: readonly PhotographScore[];
  readonly verdict: {
    readonly faces: { readonly count: number; readonly not: number };
    readonly areaUnderCurve: number;
    /** By kind. */
    readonly against: Readonly<
      Record<string, { readonly count: number; readonly areaUnderCurve: number; readonly not: number }>
    >;
  };
}

/** What is no face, in words. */
const NO_FACES: Readonly<Record<string, string>> = {
  objects: 'objects of COIL-20',
  landscapes: 'drawn landscapes',
  noise: 'noise',
  text: 'text',
};

/** What `measure-heads` prints of drawn photographs, and of Yale's. */
export interface DrawnHeads {
  readonly photographs: number;
  readonly medianErrors: Readonly<Record<'fitted' | 'read', Readonly<Record<string, number>>>>;
  readonly surface: { readonly fitted: number; readonly mean: number };
  readonly rerendering: { readonly fitted: number; readonly meanHead: number; readonly network: number };
}
export type YaleHeads = Readonly<
  Record<'fitted' | 'network' | 'unchanged', { readonly error: number; readonly ssim: number }>
>;

const SCALARS = ['azimuth', 'elevation', 'light'] as const;
const share = (x: number): string => `${(100 * x).toFixed(0)} %`;

/** Two models on drawn people, side by side. */
export function modelsTable(models: Readonly<Record<string, Report>>): string {
  const all = Object.values(models);
  const [{ photographs: drawn, blindTrial: trial }] = all as [Report, ...Report[]];
  const row = (name: string, figure: (report: Report) => string): string[] => [name, ...all.map(figure)];
  return markdownTable(
    ['figure', ...Object.keys(models)],
    [
      row(`plain heads: eta², ${SCALARS.join(' / ')}`, ({ encoder = {} }) =>
        SCALARS.map((name) => decimal(encoder[name]?.eta2)).join(' / '),
      ),
      row('reconstruction, mean squared error', ({ reconstruction }) => error(reconstruction.mse)),
      row(
        're-rendering within 60°, mean squared error / SSIM',
        ({ rerender }) => `${error(rerender?.mse)} / ${decimal(rerender?.ssim, 2)}`,
      ),
      row(`whose re-rendering is it, among ${trial?.among}, by squared error`, ({ blindTrial }) =>
        share(blindTrial!.byError.rerendered.value),
      ),
      row(`${drawn?.photographs} drawn photographs: eta², ${SCALARS.join(' / ')}`, ({ photographs }) =>
        SCALARS.map((name) => decimal(photographs?.encoder[name]?.eta2)).join(' / '),
      ),
      row('the same, mean error', ({ photographs }) =>
        SCALARS.map((name) => degrees(photographs?.encoder[name]?.maeDegrees)).join(' / '),
      ),
    ],
  );
}

/** Real photographs, which nobody here made. */
export function realTable({ yale, umist, att, identity, verdict }: RealPhotographs): string {
  const byPerson = Object.values(umist.azimuthSpearman).map((r) => decimal(Math.abs(r), 2));
  const first = identity.filter(({ centre }) => centre === 'drawn').map(({ rank1 }) => percent(rank1));
  const kinds = Object.entries(verdict.against);
  const things = kinds.reduce((sum, [, { count }]) => sum + count, 0);
  const taken = kinds.reduce((sum, [, { count, not }]) => sum + count * (1 - not), 0) / things;
  const rows = [
    [
      `Extended Yale B, 3 people, ${yale.photographs} photographs, lamps within 80°`,
      'rank correlation of the light that is read with the lamp',
      decimal(Math.abs(yale.lightSpearman), 2),
    ],
    ['', 'its mean error after one offset', degrees(yale.lightErrorAfterOffset)],
    [
      '',
      'azimuth within 8° of its mean; a face is found in',
      `${share(yale.azimuthWithin8OfItsMean)}; ${share(yale.facesFound)}`,
    ],
    [
      `UMIST, ${byPerson.length} people turning from profile to front`,
      'rank correlation of azimuth with the order, by person',
      byPerson.join(', '),
    ],
    ['AT&T, 40 people', 'right person first, 1 or 5 photographs enrolled', first.join(', ')],
    [
      '',
      `squared error on the head, refined in 40 steps, ${decimal(att.secondsEach, 1)} s each`,
      `${error(att.errorBefore)} to ${error(att.errorAfter)}`,
    ],
    [
      `faces of all three (${verdict.faces.count}) against what is none (${things})`,
      'area under the curve of the verdict; faces refused, others taken for faces',
      `${decimal(verdict.areaUnderCurve)}; ${share(verdict.faces.not)}, ${share(taken)}`,
    ],
    ...kinds.map(([kind, { count, areaUnderCurve, not }]) => [
      '',
      `against ${NO_FACES[kind] ?? kind} (${count}); taken for faces`,
      `${decimal(areaUnderCurve)}; ${share(1 - not)}`,
    ]),
  ];
  return markdownTable(['photographs', 'figure', 'value'], rows);
}

/** Heads fitted to photographs. */
export function headsTable(drawn: DrawnHeads, yale: YaleHeads): string {
  const { fitted, read } = drawn.medianErrors;
  const angles = (errors: typeof fitted): string => SCALARS.map((name) => degrees(errors[name])).join(' / ');
  const { surface, rerendering } = drawn;
  const lamps = ({ error: square, ssim }: YaleHeads['fitted']): string =>
    `${error(square)} / ${decimal(ssim, 2)}`;
  return markdownTable(
    ['figure', 'fitted head', 'the network', 'without either'],
    [
      [
        `${drawn.photographs} drawn photographs: median error, ${SCALARS.join(' / ')}`,
        angles(fitted),
        angles(read),
        '',
      ],
      [
        'the same: distance of the surface, aligned',
        error(surface.fitted),
        '',
        `${error(surface.mean)} (the mean head)`,
      ],
      [
        "the same: re-rendered within 45° with the model's skin, mean squared error",
        error(rerendering.fitted),
        error(rerendering.network),
        `${error(rerendering.meanHead)} (the mean head)`,
      ],
      [
        'Extended Yale B: from the frontal lamp to 40 others, mean squared error / SSIM',
        lamps(yale.fitted),
        lamps(yale.network),
        `${lamps(yale.unchanged)} (the photograph as it is)`,
      ],
    ],
  );
}
