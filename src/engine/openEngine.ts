import { UserError } from '../errors.js';
import type { Engine } from './engine.js';
import { installHint, LIBRARY_VARIABLE, NoBf16, NotFound } from './onednn/absent.js';
import type { OnnxOptions } from './onnx/engineOn.js';
import { createOnnxEngine } from './onnx/onnxEngine.js';
import { hasNativeBf16, readProcessor } from './processor.js';
import { MOST_THREADS } from './threads.js';

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
 * Opens the engine of that name; `auto` is the fastest that this machine's processor has: oneDNN where its library is
 * found, else ONNX Runtime. An accelerator is taken where it is asked for, by `provider`, and then by ONNX Runtime.
 *
 * @throws UserError if the engine cannot be used on this machine
 */
export async function openEngine(
  name: EngineName = 'auto',
  options: EngineOptions = {},
): Promise<OpenedEngine> {
  const { threads = 1 } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new UserError(
      `An engine runs on 1 to ${MOST_THREADS} threads, and ${threads} were asked for. One a core is usual: leave the number out.`,
    );
  if (name === 'onnx') return openOnnx('as asked', options);
  const elsewhere = options.provider !== undefined && options.provider !== 'cpu';
  if (name === 'auto' && (elsewhere || options.folded === false))
    return openOnnx('which alone does what is asked', options);
  if (elsewhere)
    throw new UserError(
      `Only the ONNX engine has providers: oneDNN computes on the processor alone, and the provider ${options.provider} ` +
        `was given with it. Use --engine onnx --provider ${options.provider}, or leave the provider out.`,
    );
  if (options.folded === false)
    throw new UserError(
      'Only the ONNX engine has convolutions that are not folded. Use --engine onnx, or leave that out.',
    );
  try {
    return await openOneDnn(options);
  } catch (error) {
    // A library that the user named, or an engine that was asked for, is not passed over in silence.
    const asked = name === 'onednn' || process.env[LIBRARY_VARIABLE] !== undefined;
    if (asked || options.precision === 'bf16') throw error;
    const why =
      error instanceof NotFound
        ? `was not found; to get it: ${installHint()}`
        : `cannot be used (${(error as Error).message})`;
    return openOnnx(`since oneDNN, several times faster, ${why}`, options);
  }
}

async function openOneDnn({ precision: asked, threads }: EngineOptions): Promise<OpenedEngine> {
  // Only now: koffi and the library are native code that others do without.
  const { createOneDnnEngine } = await import('./onednn/oneDnnEngine.js').catch((cause: Error) => {
    throw new UserError(
      `koffi, through which oneDNN is called, does not load on this machine (${cause.message.split('\n')[0]}). ` +
        'Use --engine onnx, or install dcign again here.',
      { cause },
    );
  });
  const open = async (precision: Engine['precision'], why: string): Promise<OpenedEngine> => {
    const engine = await createOneDnnEngine({ precision, threads });
    return { engine, reason: `${engine.description}: ${why}` };
  };
  if (asked !== undefined) return open(asked, 'as asked');
  if (!hasNativeBf16(readProcessor())) return open('fp32', 'fp32, since this processor has no native bf16');
  try {
    return await open('bf16', 'bf16, since this processor multiplies it natively');
  } catch (error) {
    if (!(error instanceof NoBf16)) throw error;
    return open('fp32', 'fp32, since this oneDNN does not multiply bf16 here');
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
