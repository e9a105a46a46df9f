import { basename, dirname } from 'node:path';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { outputForm } from '../files/outputForm.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { toGlb } from './glb.js';
import { toMtl, toObj } from './obj.js';
import { toPng } from './png.js';
import type { TexturedHead } from './texturedHead.js';

const ADVICE =
  'End it in .glb for one file with all in it, or in .obj for a mesh with its material and picture.';

/**
 * The files that a head of this name is written into: the `.glb` alone; the `.obj` with `.mtl` and `.png` beside it.
 *
 * @throws UserError for any other ending, or none
 */
export function headFiles(path: string): readonly string[] {
  const form = outputForm(path, ['glb', 'obj'], ADVICE);
  if (form === 'folder') throw new UserError(`The output ${path} has no ending. ${ADVICE}`);
  return form === 'glb' ? [path] : [path, beside(path, 'mtl'), beside(path, 'png')];
}

/**
 * Writes a head in the form that the path asks for, replacing what is there. Folders are made.
 *
 * @returns the files, as `headFiles` names them
 * @throws UserError for any other form
 */
export async function writeHead(path: string, head: TexturedHead): Promise<readonly string[]> {
  const files = headFiles(path);
  await makeFolder(dirname(path));
  const [, material, picture] = files;
  if (material === undefined || picture === undefined) {
    await writeAtomically(path, await toGlb(head));
    return files;
  }
  // The mesh last: whoever sees it finds what it names.
  await writeAtomically(picture, await toPng(head.texture));
  await writeAtomically(material, toMtl(basename(picture)));
  await writeAtomically(path, toObj(head, basename(material)));
  return files;
}

function beside(path: string, ending: string): string {
  return path.replace(/\.obj$/i, `.${ending}`);
}
