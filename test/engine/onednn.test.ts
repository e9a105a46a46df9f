import { describe, it } from 'vitest';
import { loadOneDnn } from '../../src/engine/onednn/find.js';
import { createOneDnnEngine } from '../../src/engine/onednn/oneDnnEngine.js';
import { UserError } from '../../src/errors.js';
import { engineSuite } from './suite.js';

const missing = whyMissing();
if (missing === undefined) {
  const { version } = loadOneDnn();
  engineSuite(`oneDNN ${version} fp32`, () => createOneDnnEngine({ precision: 'fp32' }), 2e-5);
} else {
  describe('engine oneDNN', () => {
    it.skip(missing, () => {});
  });
}

function whyMissing(): string | undefined {
  try {
    loadOneDnn();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
