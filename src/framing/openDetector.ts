import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadRuntime } from '../engine/onnx/runtime.js';
import { UserError } from '../errors.js';
import type { Maps } from './detection.js';
import type { Detector, Run } from './detector.js';

const FOLDER = fileURLToPath(new URL('../../assets/detector/', import.meta.url));

/** The files of the detector's networks. */
export const DETECTOR_FILES: { readonly [K in keyof Detector]: string } = {
  seek: `${FOLDER}seek.onnx`,
  look: `${FOLDER}look.onnx`,
};

let opened: Promise<Detector> | undefined;

/**
 * Opens the detector that comes with the package, once for all pictures.
 *
 * @throws UserError if its files are missing
 */
export function openDetector(): Promise<Detector> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Detector> {
  const [seek, look] = await Promise.all([
    openNetwork(DETECTOR_FILES.seek),
    openNetwork(DETECTOR_FILES.look),
  ]);
  return { seek, look };
}

async function openNetwork(path: string): Promise<Run> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `The face detector ${path} cannot be read (${error.code}). It comes with the package: install it again, or ` +
        'restore the file from the repository.',
    );
  });
  const { ort, kind } = await loadRuntime();
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [kind === 'wasm' ? 'wasm' : 'cpu'],
    logSeverityLevel: 3,
    // Threads that wait busily for each other stand still together where a training has the processors.
    extra: { session: { 'intra_op.allow_spinning': '0' } },
  });
  return async (pictures, shape) =>
    (await session.run({ picture: new ort.Tensor('float32', pictures, shape) })) as Readonly<
      Record<string, Maps>
    >;
}
