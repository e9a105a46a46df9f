/**
 * Measures what is recovered of a head from one photograph:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir heads.tmp
 *   ln -s ../assets ../models heads.tmp
 *   node heads.tmp/scripts/measure-heads.js drawn [COUNT]
 *
 * `drawn`: photographs of unseen people that the scene takes. Prints JSON.
 */
import { drawnHeads } from './heads/drawn.js';

const [what, given] = process.argv.slice(2);
if (what === 'drawn') print(await drawnHeads(Number(given ?? 50)));
else throw new Error('Say what to measure: drawn.');

function print(result: object): void {
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
}
