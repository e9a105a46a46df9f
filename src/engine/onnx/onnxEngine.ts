import { availableParallelism } from 'node:os';
import type { Engine } from '../engine.js';
import { CannotUse } from './cannotUse.js';
import { engineOn, type OnnxOptions } from './engineOn.js';
import { type Accelerator, ProviderFailed, RUNTIME_NAMES } from './provider.js';
import { loadRuntime } from './runtime.js';

/**
 * The engine that needs nothing but `npm install`: ONNX Runtime, as native code or WebAssembly, fed with graphs that
 * are made here.
 *
 * @throws UserError if the provider cannot be used on this machine
 */
export async function createOnnxEngine(options: OnnxOptions = {}): Promise<Engine> {
  const runtime = await loadRuntime();
  const { provider = 'cpu' } = options;
  if (provider !== 'cpu') refuseAbsent(provider, runtime);
  try {
    return await engineOn(runtime, options, availableParallelism());
  } catch (error) {
    if (error instanceof ProviderFailed) throw new CannotUse(error.provider, error.said, error);
    throw error;
  }
}

/** What this build of ONNX Runtime does not have at all. */
function refuseAbsent(provider: Accelerator, { ort, kind }: Awaited<ReturnType<typeof loadRuntime>>): void {
  if (kind === 'wasm')
    throw new CannotUse(
      provider,
      'its native code does not load here, and its WebAssembly computes on the processor alone',
    );
  if (!ort.listSupportedBackends().some(({ name }) => name === RUNTIME_NAMES[provider]))
    throw new CannotUse(
      provider,
      `onnxruntime-node does not bring it for ${process.platform} on ${process.arch}`,
    );
}
