import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UnusableMesh } from './parts.js';

/**
 * Reads a file that is given or that another one names: whoever made that one may have named anything.
 *
 * @param root the folder of objects, which a file has no business outside of
 * @throws UnusableMesh where it lies outside
 * @throws Error where it cannot be read, with the reason as half a sentence
 */
export async function readBeside(path: string, root: string): Promise<Buffer<ArrayBuffer>> {
  const name = relative(resolve(root), resolve(path)).split(sep).join('/');
  if (name === '..' || name.startsWith('../') || isAbsolute(name))
    throw new UnusableMesh(
      `it takes ${name} from outside of the folder; move that in, or name the folder that holds both`,
    );
  try {
    // Whoever reads a pipe or a device waits for ever.
    if ((await stat(path)).isFile()) return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      code === 'ENOENT' ? `${name} is not there` : `${name} cannot be read: ${code ?? message}`,
    );
  }
  throw new Error(`${name} is no file`);
}
