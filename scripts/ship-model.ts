/**
 * Makes a model that comes with the package from a finished training. Run by hand:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir ship.tmp
 *   ln -s ../assets ship.tmp/assets
 *   node ship.tmp/scripts/ship-model.js runs/faces faces
 *
 * writes models/faces/model.safetensors (or photographs) in half precision, with what it has learnt of telling what it can read, and its checksum into models/faces/README.md. The first
 * `dcign verify` without --model then leaves recogniser-whitened.safetensors beside it, to be shipped too.
 */
import { join } from 'node:path';
import { openEngine } from '../src/engine/openEngine.js';
import { prepareModel } from '../src/model/model.js';
import { readModel } from '../src/model/modelFile.js';
import { sceneOf } from '../src/model/sceneOf.js';
import { shipModel, writeChecksum } from '../src/model/shipped.js';
import { learnJudgement } from '../src/verdict/learnJudgement.js';

const FOLDERS = ['faces', 'photographs'];

const [run, name] = process.argv.slice(2);
if (!run || !FOLDERS.includes(name!))
  throw new Error(`Give the run folder of a training, or a model file, and one of ${FOLDERS.join(', ')}.`);
const folder = join('models', name!);

const file = await readModel(run);
const { engine } = await openEngine('onnx');
const model = await prepareModel(file, engine);
const judgement = await learnJudgement(model, await sceneOf(file.description));
await model.dispose();
const shipped = { ...file, description: { ...file.description, judgement } };
const { path, bytes, sha256 } = await shipModel(shipped, folder);
await writeChecksum(join(folder, 'README.md'), sha256);
process.stdout.write(`${path}: ${bytes} bytes, sha256 ${sha256}\n`);
