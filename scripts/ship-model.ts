/**
 * Makes models/faces, the face model that comes with the package, from a finished training. Run by hand:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir ship.tmp
 *   node ship.tmp/scripts/ship-model.js runs/faces
 *
 * writes models/faces/model.safetensors in half precision, and its checksum into models/faces/README.md. The first
 * `dcign verify` without --model then leaves recogniser-standard.safetensors beside it, to be shipped too.
 */
import { join } from 'node:path';
import { shipModel, writeChecksum } from '../src/model/shipped.js';

const FOLDER = 'models/faces';

const run = process.argv[2];
if (!run) throw new Error('Give the run folder of a training, or a model file.');

const { path, bytes, sha256 } = await shipModel(run, FOLDER);
await writeChecksum(join(FOLDER, 'README.md'), sha256);
process.stdout.write(`${path}: ${bytes} bytes, sha256 ${sha256}\n`);
