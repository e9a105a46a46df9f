import type { Command } from 'commander';
import { z } from 'zod';
import type { Comparison } from '../evaluation/compare.js';
import { defineCommand } from './command.js';

export function compareCommand(): Command {
  return defineCommand({
    name: 'compare',
    description: 'Put the evaluations of several runs side by side.',
    arguments: [{ name: '<run...>', description: 'runs that dcign evaluate has measured, or their reports' }],
    options: z.strictObject({}),
    examples: ['dcign compare runs/faces runs/entangled', 'dcign compare runs/* --json'],
    async run(_, runs) {
      const { compareRuns } = await import('../evaluation/compare.js');
      const comparison = await compareRuns(runs);
      return { json: comparison, text: asText(comparison) };
    },
  });
}

/** One line a figure, one column a run. */
function asText({ runs, figures }: Comparison): string {
  const rows = [
    ['', ...runs],
    ...figures.map(({ name, values }) => [
      name,
      ...values.map((value) => (value === undefined ? '-' : String(Number(value.toPrecision(4))))),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
    )
    .join('\n');
}
