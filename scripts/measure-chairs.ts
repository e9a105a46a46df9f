/**
 * Measures a model of chairs on those that it has not seen:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir chairs.tmp
 *   ln -s ../assets ../models chairs.tmp
 *   node chairs.tmp/scripts/measure-chairs.js drawn [MODEL [SHEET.png]]
 *   node chairs.tmp/scripts/measure-chairs.js real FURNITURE.sh3f [MODEL [SHEET.png]]
 *
 * `drawn`: chairs of the scene by the paper's protocol, two heights of the camera, azimuth all round. `real`: chairs
 * from a library of Sweet Home 3D, BlendSwap-CC-0.sh3f of Debian's package sweethome3d-furniture. The model is the one
 * called chairs where none is given. From one view of each chair the twelve others are drawn, 30 degrees apart, and
 * azimuth is read of many views. Prints JSON; the sheet has some of the chairs, each first as it is and then as it is
 * drawn from its view at the left.
 */
import { writeFile } from 'node:fs/promises';
import { openEngine } from '../src/engine/openEngine.js';
import { prepareModel } from '../src/model/model.js';
import { readModel } from '../src/model/modelFile.js';
import { modelOrShipped } from '../src/model/shipped.js';
import { drawnChairs } from './chairs/drawn.js';
import { realChairs } from './chairs/real.js';
import { viewSheet } from './chairs/views.js';

const SHOWN = 8;

const [what, ...given] = process.argv.slice(2);
const library = what === 'real' ? given.shift() : undefined;
if (what !== 'drawn' && library === undefined)
  throw new Error('Say what to measure: drawn; or real and the library of furniture.');
const [path, sheet] = given;
const { engine } = await openEngine('onnx');
const model = await prepareModel(await readModel(modelOrShipped(path ?? 'chairs')), engine);
const { result, rows } = library === undefined ? await drawnChairs(model) : await realChairs(model, library);
await model.dispose();
if (sheet !== undefined) await writeFile(sheet, await viewSheet(rows.slice(0, SHOWN)));
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
