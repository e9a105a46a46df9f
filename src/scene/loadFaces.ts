import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { decodeFaces, type FaceModel } from './faceModel.js';

const ASSET = fileURLToPath(new URL('../../assets/faces/faces.bin', import.meta.url));

/** Of assets/faces/faces.bin; data sets are only reproducible with the same model. */
const SHA256 = 'a62c5ea1c375b7e2d3fd8dfb96cd7fd932d3461185119cd47a7e41c45631c3b9';

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
