import type { Engine } from '../engine/engine.js';
import type { BenchReport, Case, Measurement } from './case.js';
import type { Profile } from './profile.js';

/** Rows of a profile; what is further down costs next to nothing. */
const OPERATIONS = 20;

/** The report as Markdown, one table for each mode, size and batch, the fastest first. */
export function benchTable({ machine, date, results, skipped }: BenchReport): string {
  const sections = [`${machine}, ${date}. Medians; peak memory of the whole process.`];
  const headings = new Set(results.map(heading));
  for (const title of headings)
    sections.push(`### ${title}\n\n${table(results.filter((result) => heading(result) === title))}`);
  if (skipped.length > 0) {
    const lines = skipped.map((work) => `- ${label(work)}: ${work.reason}`);
    sections.push(`### Skipped\n\n${lines.join('\n')}`);
  }
  return `${sections.join('\n\n')}\n`;
}

/** A profile as Markdown: parts of the step, then the engine's slowest operations. */
export function profileTable({ step, parts, operations }: Profile, engine: Engine): string {
  const rows = (title: string, times: Readonly<Record<string, number>>): string => {
    const lines = Object.entries(times).map(
      ([name, ms]) => `| ${name} | ${ms.toFixed(1)} | ${((100 * ms) / step).toFixed(1)} % |`,
    );
    return [`| ${title} | ms | share of the step |`, '|---|---|---|', ...lines.slice(0, OPERATIONS)].join(
      '\n',
    );
  };
  const sections = [`${engine.description}: ${step.toFixed(0)} ms a step.`, rows('part', parts)];
  if (Object.keys(operations).length > 0) sections.push(rows('operation of the engine', operations));
  return `${sections.join('\n\n')}\n`;
}

function table(group: readonly Measurement[]): string {
  const header =
    '| engine | precision | s/step | images/s | share of the limit | peak memory | settings |\n|---|---|---|---|---|---|---|';
  const rows = group
    .toSorted((a, b) => a.secondsPerStep - b.secondsPerStep)
    .map((result) => {
      const limit = group.find(
        ({ engine, precision }) => engine === 'limit' && precision === result.precision,
      );
      const share =
        limit === undefined ? '' : `${Math.round((100 * limit.secondsPerStep) / result.secondsPerStep)} %`;
      const cells = [
        result.engine,
        result.precision,
        result.secondsPerStep.toPrecision(3),
        result.imagesPerSecond.toPrecision(3),
        share,
        `${Math.round(result.peakMemoryBytes / 2 ** 20)} MiB`,
        result.settings,
      ];
      return `| ${cells.join(' | ')} |`;
    });
  return [header, ...rows].join('\n');
}

function heading({ network, mode, size, batch }: Case): string {
  const whose = network === 'paper' ? "the paper's network" : 'the default network';
  return `${mode}, ${whose}, ${size} x ${size}, batch ${batch}`;
}

function label(work: Case): string {
  return `${work.engine} ${work.precision}, ${heading(work)}`;
}
