/**
 * Makes models/faces, the face model that comes with the package, from a finished training. Run by hand:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir ship.tmp
 *   node ship.tmp/scripts/ship-model.js runs/faces
 *
 * writes models/faces/model.safetensors in half precision, with what it has learnt of telling what it can read, and its checksum into models/faces/README.md. The first
 * `dcign verify` without --model then leaves recogniser-standard.safetensors beside it, to be shipped too.
 */
import { join } from 'node:path';
import { openEngine } from '../src/engine/openEngine.js';
import { prepareModel } from '../src/model/model.js';
import { readModel } from '../src/model/modelFile.js';
import { sceneOf } from '../src/model/sceneOf.js';
import { shipModel, writeChecksum } from '../src/model/shipped.js';
import { learnJudgement } from '../src/verdict/learnJudgement.js';

const FOLDER = 'models/faces';

const run = process.argv[2];
if (!run) throw new Error('Give the run folder of a training, or a model file.');

const file = await readModel(run);
const { engine } = await openEngine('auto');
const model = await prepareModel(file, engine);
const judgement = await learnJudgement(model, await sceneOf(file.description));
await model.dispose();
const shipped = { ...file, description: { ...file.description, judgement } };
const { path, bytes, sha256 } = await shipModel(shipped, FOLDER);
await writeChecksum(join(FOLDER, 'README.md'), sha256);
process.stdout.write(`${path}: ${bytes} bytes, sha256 ${sha256}\n`);
