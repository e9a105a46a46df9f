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

it('what an engine cannot do is refused, not left out', async () => {
  await expect(openEngine('onnx', { precision: 'bf16' })).rejects.toThrow(
    /computes in fp32.*--engine onednn/,
  );
  for (const options of [{ provider: 'webgpu' }, { folded: false }] as const) {
    await expect(openEngine('onednn', options)).rejects.toThrow(/--engine onnx/);
    await expect(openEngine('auto', { ...options, precision: 'bf16' })).rejects.toThrow(/computes in fp32/);
  }
});
