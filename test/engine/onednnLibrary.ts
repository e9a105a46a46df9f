import { UserError } from '../../src/errors.js';

type Modules = typeof import('../../src/engine/onednn/find.js') &
  typeof import('../../src/engine/onednn/oneDnnEngine.js') &
  typeof import('../../src/engine/onednn/scope.js');

const loaded: Modules | Error = await Promise.all([
  import('../../src/engine/onednn/find.js'),
  import('../../src/engine/onednn/oneDnnEngine.js'),
  import('../../src/engine/onednn/scope.js'),
]).then(
  ([find, engine, scope]) => ({ ...find, ...engine, ...scope }),
  (error: Error) => error,
);

/** Why koffi, through which oneDNN is called, does not load here: undefined if it does. */
export const whyNoKoffi: string | undefined = loaded instanceof Error ? loaded.message : undefined;

/** The engine's modules; empty where koffi does not load, and the tests of it are skipped. */
export const oneDnn: Modules = loaded instanceof Error ? ({} as Modules) : loaded;

/** Why tests of oneDNN are skipped here: undefined if the library is there. */
export function whyNoOneDnn(): string | undefined {
  if (loaded instanceof Error) return loaded.message;
  try {
    loaded.loadOneDnn();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
