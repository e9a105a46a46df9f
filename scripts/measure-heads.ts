/**
 * Measures what is recovered of a head from one photograph:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir heads.tmp
 *   ln -s ../assets ../models heads.tmp
 *   node heads.tmp/scripts/measure-heads.js drawn [COUNT [FIRST]]
 *   node heads.tmp/scripts/measure-heads.js yale FOLDER
 *   node heads.tmp/scripts/measure-heads.js sheet FOLDER OUT.png
 *
 * `drawn`: photographs of unseen people that the scene takes. `yale`: from the photograph under the frontal
 * lamp to those under the others of `yale/pNN/A+aaaE+ee.png`. `sheet`: ten people of `att_faces/sNN/MM.png`,
 * turned and lit anew. Prints JSON.
 */
import { drawnHeads } from './heads/drawn.js';
import { openFitter } from './heads/fitter.js';
import { headSheet } from './heads/photographs.js';
import { yaleHeads } from './heads/yale.js';

const [what, ...given] = process.argv.slice(2);
const fitter = await openFitter();
const result = await measure();
await fitter.refiner.dispose();
await fitter.model.dispose();
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

function measure(): Promise<object> {
  if (what === 'drawn') return drawnHeads(fitter, Number(given[0] ?? 50), Number(given[1] ?? 0));
  const [folder, out] = given;
  if (what === 'yale' && folder) return yaleHeads(fitter, folder);
  if (what === 'sheet' && folder && out) return headSheet(fitter, folder, out);
  throw new Error(
    'Say what to measure: drawn; yale and the folder of the data sets; or sheet, the folder, and the sheet.',
  );
}
