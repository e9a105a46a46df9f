import { z } from 'zod';
import type { OpenedEngine } from '../engine/openEngine.js';
import { type Provider, providers } from '../engine/provider.js';
import { MOST_THREADS } from '../engine/threads.js';

/** What every command takes that runs a model, so that its figures need not depend on what a machine has. */
export const engineOptions: {
  readonly engine: z.ZodDefault<z.ZodEnum<{ auto: 'auto'; onnx: 'onnx'; onednn: 'onednn' }>>;
  readonly provider: z.ZodOptional<z.ZodEnum<{ [P in Provider]: P }>>;
  readonly precision: z.ZodDefault<z.ZodEnum<{ auto: 'auto'; fp32: 'fp32'; bf16: 'bf16' }>>;
  readonly threads: z.ZodOptional<z.ZodInt>;
} = {
  engine: z.enum(['auto', 'onnx', 'onednn']).default('auto').describe('what runs the networks'),
  provider: z
    .enum(providers)
    .optional()
    .describe('where the engine onnx runs them [cpu]; dcign doctor says which of these work here'),
  precision: z
    .enum(['auto', 'fp32', 'bf16'])
    .default('auto')
    .describe('arithmetic of the large products; auto: bf16 where the processor multiplies it natively'),
  threads: z
    .int()
    .positive()
    .max(MOST_THREADS)
    .optional()
    .describe('threads of the engine, one a core if not given'),
};

/** What they have been given. */
export interface ChosenEngine {
  readonly engine: 'auto' | 'onnx' | 'onednn';
  readonly provider?: Provider | undefined;
  readonly precision: 'auto' | 'fp32' | 'bf16';
  readonly threads?: number | undefined;
}

/** @throws UserError where this machine, or the engine, has no such thing */
export async function openChosen({
  engine,
  provider,
  precision,
  threads,
}: ChosenEngine): Promise<OpenedEngine> {
  const { openEngine } = await import('../engine/openEngine.js');
  return openEngine(engine, { provider, precision: precision === 'auto' ? undefined : precision, threads });
}
