/**
 * Makes a model that comes with the package from a finished training. Run by hand:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir ship.tmp
 *   ln -s ../assets ship.tmp/assets
 *   node ship.tmp/scripts/ship-model.js runs/faces faces
 *
 * writes models/faces/model.safetensors (or photographs) in half precision, with what a model of faces has
 * learnt of telling what it can read, and its checksum into models/faces/README.md. The first `dcign verify` without
 * --model then leaves recogniser-whitened.safetensors beside the model of photographs, to be shipped too.
 */
import { join } from 'node:path';
import { openEngine } from '../src/engine/openEngine.js';
import { prepareModel } from '../src/model/model.js';
import { type ModelFile, readModel } from '../src/model/modelFile.js';
import { sceneOf } from '../src/model/sceneOf.js';
import { namesShipped, shipModel, writeChecksum } from '../src/model/shipped.js';
import { learnJudgement } from '../src/verdict/learnJudgement.js';

const [run, name] = process.argv.slice(2);
if (!run || !name || !namesShipped(name))
  throw new Error(
    'Give the run folder of a training, or a model file, and the name of the model that it becomes.',
  );
const folder = join('models', name);

const file = await readModel(run);
const scene = await sceneOf(file.description);
const shipped = scene.photograph === undefined ? file : await judging(file);
const { path, bytes, sha256 } = await shipModel(shipped, folder);
await writeChecksum(join(folder, 'README.md'), sha256);
process.stdout.write(`${path}: ${bytes} bytes, sha256 ${sha256}\n`);

/** The model with what it learns of telling what it can read. */
async function judging(model: ModelFile): Promise<ModelFile> {
  const { engine } = await openEngine('onnx');
  const prepared = await prepareModel(model, engine);
  const judgement = await learnJudgement(prepared, scene);
  await prepared.dispose();
  return { ...model, description: { ...model.description, judgement } };
}
