import { UserError } from '../errors.js';
import type { Engine } from './engine.js';
import { createOnnxEngine, type OnnxOptions } from './onnx/onnxEngine.js';
import { hasNativeBf16, readProcessor } from './processor.js';

export const engineNames = ['auto', 'onednn', 'onnx'] as const;
export type EngineName = (typeof engineNames)[number];

/** What any engine may be told; each takes what concerns it. */
export interface EngineOptions extends OnnxOptions {
  /** Of the large products; bf16 needs oneDNN. By default the faster one of this processor. */
  readonly precision?: Engine['precision'] | undefined;
}

export interface OpenedEngine {
  readonly engine: Engine;
  /** One line for people: which engine, why, and how to get a faster one. */
  readonly reason: string;
}

/**
 * Opens the engine of that name; `auto` is the fastest that this machine has: oneDNN where its library is
 * found, else ONNX Runtime.
 *
 * @throws UserError if the engine cannot be used on this machine
 */
export async function openEngine(
  name: EngineName = 'auto',
  options: EngineOptions = {},
): Promise<OpenedEngine> {
  if (name === 'onnx') return openOnnx('as asked', options);
  const elsewhere = options.provider !== undefined && options.provider !== 'cpu';
  if (name === 'auto' && elsewhere) return openOnnx(`which alone runs on ${options.provider}`, options);
  // Only now: koffi and the library are native code that others do without.
  const { LIBRARY_VARIABLE, installHint } = await import('./onednn/find.js');
  const { createOneDnnEngine } = await import('./onednn/oneDnnEngine.js');
  const native = hasNativeBf16(readProcessor());
  const precision = options.precision ?? (native ? 'bf16' : 'fp32');
  try {
    const engine = await createOneDnnEngine({ precision });
    const why = options.precision
      ? 'as asked'
      : native
        ? 'bf16, since this processor multiplies it natively'
        : 'fp32, since this processor has no native bf16';
    return { engine, reason: `${engine.description}: ${why}` };
  } catch (error) {
    // A library that the user named, or an engine that was asked for, is not passed over in silence.
    const asked = name === 'onednn' || process.env[LIBRARY_VARIABLE] !== undefined;
    if (asked || !(error instanceof UserError) || options.precision === 'bf16') throw error;
    return openOnnx(
      `since oneDNN, several times faster, was not found; to get it: ${installHint()}`,
      options,
    );
  }
}

async function openOnnx(why: string, options: EngineOptions): Promise<OpenedEngine> {
  if (options.precision === 'bf16') {
    throw new UserError(
      'The ONNX engine computes in fp32, and precision bf16 was given. Use --engine onednn for bf16, or leave the precision out.',
    );
  }
  const engine = await createOnnxEngine(options);
  return { engine, reason: `${engine.description}: ${why}` };
}
