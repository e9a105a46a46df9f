import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { decodeFaces, type FaceModel } from './faceModel.js';

const ASSET = fileURLToPath(new URL('../../assets/faces/faces.bin', import.meta.url));

/** Of assets/faces/faces.bin; data sets are only reproducible with the same model. */
const SHA256 = 'd7b3bf60d0abc01e84f9fa7127a839f4c2f91296b98bbf1a6f5a4e2a87cab097';

/**
 * Reads the face model that comes with the package.
 *
 * @throws UserError if it is missing or not the one that this version was built with
 */
export async function loadFaces(path: string = ASSET): Promise<FaceModel> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `The face model ${path} cannot be read (${error.code}). It comes with the package: install it again, ` +
        'or restore the file from the repository.',
    );
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== SHA256) {
    throw new UserError(
      `The face model ${path} is not the one that this version of dcign was built with: its SHA-256 is ` +
        `${sha256}, expected ${SHA256}. Install the package again, or restore the file from the repository.`,
    );
  }
  return decodeFaces(bytes);
}
