import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS, figureTables, RESULTS } from '../scripts/figures/figures.js';
import { fillRegions, markdownTable } from '../scripts/figures/regions.js';
import { readResults } from '../scripts/figures/results.js';

const results = await readResults(RESULTS);
const tables = figureTables(results);
const documents = await Promise.all(DOCUMENTS.map((path) => readFile(path, 'utf8')));

describe('the tables of figures', () => {
  test.each(DOCUMENTS)('%s says what the JSON says; npm run figures makes it so', (path) => {
    const document = documents[DOCUMENTS.indexOf(path)]!;
    expect(document).toContain('<!-- figures: ');
    expect(fillRegions(document, tables)).toBe(document);
  });

  test('are all shown somewhere', () => {
    const shown = documents.flatMap((document) =>
      Array.from(document.matchAll(/<!-- figures: ([a-z0-9-]+) -->/g), ([, name]) => name),
    );
    expect([...new Set(shown)].sort()).toEqual(Object.keys(tables).sort());
  });

  test('change with a figure of the JSON', () => {
    const model = structuredClone(results.report('model'));
    const report = { ...model, reconstruction: { ...model.reconstruction, mse: 0.00999 } };
    const changed = figureTables({ ...results, report: () => report });
    expect(fillRegions(documents[0]!, changed)).not.toBe(documents[0]);
    expect(changed.model!()).toContain('| .00999 ');
  });

  test('leave everything else of a document alone, and an unknown name is refused', () => {
    const document = 'a\n\n<!-- figures: one -->\n\nold\n\n<!-- end of figures -->\n\nb\n';
    expect(fillRegions(document, { one: () => 'new' })).toBe(document.replace('old', 'new'));
    expect(() => fillRegions(document, {})).toThrow(/No table is called one/);
  });

  test('fill an empty region without what comes after it', () => {
    const region = (name: string, body: string) =>
      `<!-- figures: ${name} -->\n\n${body}<!-- end of figures -->\n\n`;
    const document = `${region('one', '')}b\n\n${region('two', 'old\n\n')}c\n`;
    expect(fillRegions(document, { one: () => 'new', two: () => 'new' })).toBe(
      `${region('one', 'new\n\n')}b\n\n${region('two', 'new\n\n')}c\n`,
    );
  });

  test('have aligned columns', () => {
    expect(markdownTable(['a', 'long'], [['1', '2']])).toBe('| a   | long |\n| --- | ---- |\n| 1   | 2    |');
  });
});
