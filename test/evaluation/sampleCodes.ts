import { readFileSync } from 'node:fs';
import { type LabelledCodes, splitPoints } from '../../src/evaluation/metrics/codes.js';
import { gridCombination, gridSize } from '../../src/evaluation/metrics/factorGrid.js';
import { Random } from '../../src/numeric/random.js';

/** What bench/peers/disentanglement.py prints: values of scikit-learn, SciPy and NumPy on the same codes. */
export const python: {
  readonly levels: number[];
  readonly draws: { readonly batch: number; readonly train: number; readonly test: number };
  readonly metrics: Record<
    'useless' | 'rotated' | 'noisy',
    {
      readonly betaVae: number;
      readonly factorVae: number;
      readonly mig: number;
      readonly sap: number;
      readonly dci: {
        readonly disentanglement: number;
        readonly completeness: number;
        readonly informativeness: number;
        readonly importances: number[][];
      };
      readonly modularity: number;
      readonly explicitness: number;
      readonly irs: number;
    }
  >;
  readonly statistics: {
    readonly pearson: number;
    readonly spearman: number;
    readonly ridge: number[];
    readonly ssim: number;
  };
} = JSON.parse(readFileSync(new URL('python.json', import.meta.url), 'utf8'));

/** The kinds of code that Python has seen. */
export const shared = ['useless', 'rotated', 'noisy'] as const;

type Kind = (typeof shared)[number] | 'perfect' | 'duplicated' | 'constant';

/** The level of every factor at every combination of them, [factors][points]. */
const labels = python.levels.map((_, k) =>
  Int32Array.from({ length: gridSize(python.levels) }, (_, i) => gridCombination(python.levels, i)[k]!),
);

/** Codes of known quality for every combination of the levels of four factors. */
export function samplePoints(kind: Kind): LabelledCodes {
  const factors = labels.map((column) => Float64Array.from(column));
  const random = new Random('codes', kind);
  const noise = () => factors[0]!.map(() => random.uniform());
  const combine = (f: (...x: number[]) => number, ...columns: Float64Array[]) =>
    columns[0]!.map((_, i) => Math.fround(f(...columns.map((column) => column[i]!))));
  const [a, b, c, d] = factors as [Float64Array, Float64Array, Float64Array, Float64Array];
  const codes = {
    perfect: () => factors,
    duplicated: () => [...factors, ...factors],
    constant: () => factors.map((column) => column.map(() => 1)),
    useless: () => Array.from({ length: 5 }, noise).map((column) => combine((x) => x, column)),
    rotated: () => [
      combine((x, y, e) => x + y + 0.01 * e, a, b, noise()),
      combine((x, y, e) => x - y + 0.01 * e, a, b, noise()),
      combine((x, y, e) => x + y + 0.01 * e, c, d, noise()),
      combine((x, y, e) => x - y + 0.01 * e, c, d, noise()),
    ],
    noisy: () => [
      ...factors.map((own, k) =>
        combine((x, y, e) => x + 0.3 * y + 1.5 * e, own, factors[(k + 1) % 4]!, noise()),
      ),
      combine((e) => e, noise()),
      combine((e) => 0.1 * e, noise()),
    ],
  }[kind]();
  return { codes, labels };
}

/** Two thirds to learn from, one third to test on. */
export function sampleHalves(kind: Kind): { readonly train: LabelledCodes; readonly test: LabelledCodes } {
  return splitPoints(samplePoints(kind), 2 / 3, new Random('split', kind));
}
