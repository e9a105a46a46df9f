import { expect, it } from 'vitest';
import { openEngine } from '../../src/engine/openEngine.js';
import { UserError } from '../../src/errors.js';

it.each([0, -1, 1.5, Number.NaN, 100_000])('an engine on %d threads is refused', async (threads) => {
  for (const name of ['auto', 'onnx', 'onednn'] as const) {
    const error = await openEngine(name, { threads }).catch((error) => error);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/1 to 1024 threads/);
  }
});
