import { afterEach, describe, expect, it } from 'vitest';
import { examine } from '../../src/engine/doctor.js';
import { howToGet } from '../../src/engine/onnx/cannotUse.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { hasNativeBf16 } from '../../src/engine/processor.js';
import { whyNoKoffi } from './onednnLibrary.js';

const given = process.env.DCIGN_ONEDNN;
afterEach(() => {
  if (given === undefined) delete process.env.DCIGN_ONEDNN;
  else process.env.DCIGN_ONEDNN = given;
});

describe('examine', () => {
  it('tries every engine; ONNX Runtime works wherever dcign is installed', async () => {
    const { engines, processor, memoryBytes } = await examine();
    expect(engines.map(({ name }) => name)).toEqual(['auto', 'onednn', 'onnx']);
    expect(engines[2]!.description).toContain('ONNX Runtime');
    expect(engines[0]!.description).toBe(engines[1]!.description ?? engines[2]!.description);
    expect(processor.cores).toBeGreaterThan(0);
    expect(memoryBytes).toBeGreaterThan(2 ** 28);
  });

  it('says of both kinds of MPI what is there, or how to get it', async () => {
    const { mpi } = await examine();
    expect(mpi.map(({ family }) => family)).toEqual(['Open MPI', 'MPICH']);
    for (const { family, description, library, reason } of mpi) {
      if (description === undefined) expect(reason).toMatch(/koffi|DCIGN_MPI names|not found; .*install/);
      else expect([description, library, reason].join()).toMatch(/MPI.*\d+\.\d+.*libmp.*mpirun/);
      if (family === 'Open MPI' && description !== undefined) expect(description).toMatch(/^Open MPI \d/);
    }
  });

  it('tries every accelerator, and says how to get what is not there', async () => {
    const { providers } = await examine();
    expect(providers.map(({ name }) => name)).toEqual(['webgpu', 'cuda', 'coreml', 'directml']);
    for (const { name, description, reason } of providers)
      if (description === undefined) expect(reason).toContain(howToGet(name));
      else expect((await createOnnxEngine({ provider: name })).description).toBe(description);
  });

  it('says what is wrong with a library instead of failing', async () => {
    process.env.DCIGN_ONEDNN = '/nowhere/libdnnl.so.3';
    const { engines } = await examine();
    expect(engines[1]!.description).toBeUndefined();
    expect(engines[1]!.reason).toContain(whyNoKoffi === undefined ? '/nowhere/libdnnl.so.3' : 'koffi');
  });
});

describe('native bf16', () => {
  const processor = (...instructionSets: string[]) => ({ model: 'x', cores: 1, instructionSets });
  it('is AMX or AVX-512-BF16, not AVX-512 alone', () => {
    expect(hasNativeBf16(processor('avx2', 'avx512f', 'amx_bf16'))).toBe(true);
    expect(hasNativeBf16(processor('avx2', 'avx512f', 'avx512_bf16'))).toBe(true);
    expect(hasNativeBf16(processor('avx2', 'avx512f', 'avx512_vnni'))).toBe(false);
  });
});
