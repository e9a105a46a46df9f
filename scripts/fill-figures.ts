/**
 * Fills the tables of README.md, docs/results.md and the model's card from the JSON files in docs/results:
 *
 *   npm run figures
 *
 * A test fails where a table and its JSON disagree.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { DOCUMENTS, figureTables, RESULTS } from './figures/figures.js';
import { fillRegions } from './figures/regions.js';
import { readResults } from './figures/results.js';

const tables = figureTables(await readResults(RESULTS));
for (const path of DOCUMENTS) {
  const before = await readFile(path, 'utf8');
  const after = fillRegions(before, tables);
  if (after === before) continue;
  await writeFile(path, after);
  process.stdout.write(`${path}: tables made anew\n`);
}
