import { expect, it } from 'vitest';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { preparePair } from '../../src/engine/preparePair.js';
import { UserError } from '../../src/errors.js';
import type { Architecture } from '../../src/network/architecture.js';

const architecture: Architecture = { size: 16, encoder: [2], decoder: [2, 2], code: 4 };

it('networks that no memory can hold are refused, in words', async () => {
  const engine = await createOnnxEngine({ threads: 1 });
  const prepared = preparePair(engine, architecture, { batch: 1e9, training: true });
  await expect(prepared).rejects.toBeInstanceOf(UserError);
  await expect(prepared).rejects.toThrow(/1000000000 images of 16 x 16 pixels at once.*memory/);
});
