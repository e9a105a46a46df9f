/**
 * Makes assets/detector from MediaPipe's face detectors. Run by hand:
 *
 *   npm pack @mediapipe/face_detection@0.4.1657300184 && tar xzf mediapipe-face_detection-0.4.1657300184.tgz
 *   npx tsc -p tsconfig.json --noEmit false --outDir detector.tmp
 *   node detector.tmp/scripts/build-detector.js package
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTfLite } from './detector/tflite.js';
import { toOnnx } from './detector/toOnnx.js';

const FOLDER = 'assets/detector';

const NETWORKS = [
  {
    name: 'seek',
    from: 'face_detection_full_range.tflite',
    description: 'BlazeFace, full range: faces from near and far',
    outputs: ['scores', 'boxes'],
  },
  {
    name: 'look',
    from: 'face_detection_short_range.tflite',
    description: 'BlazeFace, short range: faces that fill the picture',
    outputs: ['fineScores', 'coarseScores', 'fineBoxes', 'coarseBoxes'],
  },
] as const;

const source = process.argv[2];
if (!source) throw new Error('Give the folder of the unpacked package @mediapipe/face_detection.');

await mkdir(FOLDER, { recursive: true });
for (const { name, from, description, outputs } of NETWORKS) {
  const bytes = await readFile(join(source, from));
  const onnx = toOnnx(readTfLite(bytes), name, outputs, {
    version: '0.4.1657300184',
    description: `${description}. Copyright The MediaPipe Authors, Apache-2.0.`,
    metadata: { source: `@mediapipe/face_detection@0.4.1657300184/${from}`, license: 'Apache-2.0' },
  });
  const path = join(FOLDER, `${name}.onnx`);
  await writeFile(path, onnx);
  process.stdout.write(
    `${from}: sha256 ${sha256(bytes)}\n${path}: ${onnx.length} bytes, sha256 ${sha256(onnx)}\n`,
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
