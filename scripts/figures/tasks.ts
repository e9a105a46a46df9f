import type { MethodErrors } from '../../src/inference/experiment.js';
import type { MethodScore } from '../../src/recognition/benchmark.js';
import { area, decimal, NONE, percent } from './numbers.js';
import { markdownTable } from './regions.js';

/** Who is found, by every method. */
export function recognitionTable(scores: readonly MethodScore[]): string {
  return markdownTable(
    [
      'method',
      ...scores[0]!.identification.map(({ gallery }) => `first of ${gallery}`),
      'AUC',
      'equal error rate',
      "the authors' 96 pairs",
    ],
    scores.map(({ method, identification, auc, equalErrorRate, original }) => [
      method,
      ...identification.map(({ rank1 }) => percent(rank1)),
      area(auc),
      `${(100 * equalErrorRate).toFixed(1)} %`,
      percent(original.accuracy),
    ]),
  );
}

/** Who is found on real photographs. */
export function photographsTable(scores: readonly MethodScore[]): string {
  const head = scores[0]!.photographs!.map(
    ({ enrolled, centre }) =>
      `${enrolled} enrolled, ${centre === 'drawn' ? "drawn people's" : "gallery's"} mean`,
  );
  return markdownTable(
    ['method', ...head],
    scores.map(({ method, photographs }) => [method, ...photographs!.map(({ rank1 }) => percent(rank1))]),
  );
}

type Point = MethodErrors['errors'][string][number];

/** Mean error of the factors that are single numbers: pose and light. */
function poseAndLight({ absolute, relative }: Point): number {
  const own = Object.keys(absolute);
  return own.reduce((sum, factor) => sum + relative[factor]!, 0) / own.length;
}

/** Error by the number of renders, on clean images. */
export function rendersTable(results: readonly MethodErrors[]): string {
  return markdownTable(
    ['likelihood', ...results[0]!.errors.none!.map(({ renders }) => String(renders))],
    results.map(({ method, errors }) => [
      method,
      ...errors.none!.map((point) => decimal(poseAndLight(point), 2)),
    ]),
  );
}

/** Error after all renders, by what the renderer does not know. */
export function nuisancesTable(results: readonly MethodErrors[]): string {
  const names = Object.keys(results[0]!.errors);
  return markdownTable(
    ['likelihood', ...names.map((name) => (name === 'none' ? 'clean' : name))],
    results.map(({ method, errors }) => [
      method,
      ...names.map((name) => decimal(poseAndLight(errors[name]!.at(-1)!), 2)),
    ]),
  );
}

/** Of every factor the error in deviations of its prior, and how often its 90 % intervals hold the truth. */
export function factorsTable(results: readonly MethodErrors[]): string {
  const factors = Object.keys(results[0]!.errors.none![0]!.relative);
  return markdownTable(
    ['likelihood', ...factors.map((factor) => `${factor}: error, held`)],
    results.map(({ method, errors, coverage }) => [
      method,
      ...factors.map((factor) => {
        const held = coverage.none![factor];
        const share = held === undefined ? NONE : `${(100 * held).toFixed(0)} %`;
        return `${decimal(errors.none!.at(-1)!.relative[factor], 2)}, ${share}`;
      }),
    ]),
  );
}
