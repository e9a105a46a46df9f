import { escapeHtml, figure, formatNumber, page, section, table } from '../evaluation/report/page.js';
import { ELSEWHERE, PAPER } from './paper.js';
import type { Block } from './part.js';
import { PARTS } from './parts.js';
import type { PartResult } from './result.js';

export const PAGE = 'reproduction.html';

/** One page of everything that has been done so far: all figures and tables in one file, nothing to load. */
export function reproductionPage(intro: string, results: readonly PartResult[]): string {
  const sections = PARTS.flatMap((part) => {
    const result = results.find((one) => one.part === part.name);
    if (result === undefined) return [];
    return [section(part.title, [`<p>${escapeHtml(part.shownIn)}.</p>`, ...result.blocks.map(blockHtml)])];
  });
  return page('DC-IGN, reproduced', intro, [
    comparison(results),
    ...sections,
    section('Time and cost', [costTable(results)]),
    section('Not here', [table(['what', 'why'], notHere(results))]),
  ]);
}

/** Ours beside what has been published, by the paper and by others. */
function comparison(results: readonly PartResult[]): string {
  const rows = results.flatMap(({ claims }) =>
    claims.map(({ paper, ours }) => {
      const { what, value, source, differs = '' } = PAPER[paper]!;
      return [what, formatNumber(ours), value === undefined ? 'none' : formatNumber(value), source, differs];
    }),
  );
  return section('Beside what has been published', [
    table(['figure', 'ours', 'published', 'source', 'what differs'], rows),
  ]);
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'note':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'table':
      return table(block.head, block.rows);
    case 'figure':
      return figure(block.content, block.caption, block.definitions);
  }
}

function costTable(results: readonly PartResult[]): string {
  const rows = results.map(({ part, cost, engine }) => [
    part,
    Math.round(10 * cost.seconds) / 10,
    Math.round(cost.peakBytes / 2 ** 20),
    engine,
  ]);
  const seconds = results.reduce((sum, { cost }) => sum + cost.seconds, 0);
  return table(
    ['part', 'seconds', 'peak memory, MiB', 'engine'],
    [...rows, ['all', Math.round(seconds), '', '']],
  );
}

function notHere(results: readonly PartResult[]): readonly (readonly [string, string])[] {
  const missing = PARTS.filter(({ name }) => !results.some(({ part }) => part === name));
  return [
    ...missing.map(({ name, stage }) => {
      const why =
        stage === 'make'
          ? 'The model was given, or this has not been done yet.'
          : `Not done yet: dcign reproduce ${name}`;
      return [name, why] as const;
    }),
    ...ELSEWHERE,
  ];
}
