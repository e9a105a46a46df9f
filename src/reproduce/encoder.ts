import { encodeImages } from '../evaluation/encodeImages.js';
import { type EncoderScore, readUnit, scalarFactors, scoreEncoder } from '../evaluation/encoder.js';
import type { Reading } from '../evaluation/readings.js';
import { scatter } from '../evaluation/report/plots.js';
import { readTestImages } from '../evaluation/testImages.js';
import { figure, table } from './blocks.js';
import { counter } from './counter.js';
import { PAPER } from './paper.js';
import type { Claim, Part } from './part.js';

export const encoder: Part = {
  name: 'encoder',
  title: 'Encoder against truth',
  shownIn: 'paper, figure 7',
  stage: 'measure',
  comparesTwin: false,
  async run({ model, source, scale }, onWork) {
    const test = await readTestImages(source, scale.images);
    const posteriors = await encodeImages(model, test.images, counter(test.count, onWork));
    const readings = scalarFactors(source.info.factors).flatMap((factor): [string, Reading][] => {
      const reading = readUnit(model.description, factor, posteriors, test.truth!);
      return reading === undefined ? [] : [[factor.name, reading]];
    });
    const scores = Object.fromEntries(readings.map(([name, reading]) => [name, scoreEncoder(reading)]));
    const rows = Object.entries(scores).flatMap(([factor, { halves, ...whole }]) => [
      { range: factor, ...whole },
      ...Object.entries(halves ?? {}).map(([half, score]) => ({
        range: `${factor}, ${half} half`,
        ...score,
      })),
    ]);
    return {
      numbers: scores,
      claims: claims(scores),
      blocks: [
        table(
          ['range', 'pearson', 'spearman', 'eta2', 'mean absolute error'],
          rows.map((r) => [r.range, r.pearson, r.spearman, r.eta2, r.maeDegrees ?? r.mae ?? Number.NaN]),
        ),
        ...readings.map(([name, reading]) => figure(scatter(name, reading), name, ['pearson', 'eta2'])),
      ],
    };
  },
};

function claims(scores: Readonly<Record<string, EncoderScore>>): readonly Claim[] {
  const found = Object.entries(scores).flatMap(([factor, { pearson, eta2, halves }]) => {
    const parts = Object.values(halves ?? {});
    return [
      { paper: `${factor}.pearson`, ours: Math.abs(pearson) },
      { paper: `${factor}.eta2`, ours: eta2 },
      { paper: `${factor}.half.pearson`, ours: Math.min(...parts.map((half) => Math.abs(half.pearson))) },
      { paper: `${factor}.half.eta2`, ours: Math.min(...parts.map((half) => half.eta2)) },
    ];
  });
  return found.filter(({ paper }) => Object.hasOwn(PAPER, paper));
}
