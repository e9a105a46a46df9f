import { UserError } from '../../errors.js';

/** Names a path to oneDNN's shared library, instead of the search. */
export const LIBRARY_VARIABLE = 'DCIGN_ONEDNN';

/** One line on how to get the library here. */
export function installHint(): string {
  const get =
    process.platform === 'darwin'
      ? 'brew install onednn'
      : 'apt install libdnnl3 (libdnnl2 on Debian 12), or conda install -c conda-forge onednn';
  return `${get}; or set ${LIBRARY_VARIABLE} to the path of its shared library`;
}

/** There is no such library. */
export class NotFound extends UserError {}

/** The library has no bf16 for this processor. */
export class NoBf16 extends UserError {}
