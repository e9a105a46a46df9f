/**
 * Makes models/faces, the face model that comes with the package, from a finished training. Run by hand:
 *
 *   npm run build && npx tsc -p tsconfig.json --noEmit false --outDir ship.tmp
 *   node ship.tmp/scripts/ship-model.js runs/faces
 *
 * writes models/faces/model.safetensors in half precision, the checksum into models/faces/README.md, and beside
 * them what `recognise` and `verify` would otherwise have to find out when they are first used.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
// By the package's own name: drawing people takes assets and threads, which lie beside dist.
import { openEngine, openRecogniser, shipModel, writeChecksum } from 'dcign';

const FOLDER = 'models/faces';

const run = process.argv[2];
if (!run) throw new Error('Give the run folder of a training, or a model file.');

const { path, bytes, sha256 } = await shipModel(run, FOLDER);
await writeChecksum(join(FOLDER, 'README.md'), sha256);
await rm(join(FOLDER, 'recogniser-standard.safetensors'), { force: true });
const { engine } = await openEngine();
const { model, recogniser } = await openRecogniser(FOLDER, engine, 'standard');
await model.dispose();
process.stdout.write(
  `${path}: ${bytes} bytes, sha256 ${sha256}\n` +
    `recogniser-standard.safetensors: equal error rate ${recogniser.equalErrorRate.toFixed(3)}\n`,
);
