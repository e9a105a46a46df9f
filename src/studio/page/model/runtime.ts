import type { EngineName } from './protocol.js';

type Runtime = typeof import('onnxruntime-web');

/** More threads than this gain nothing on pictures of this size. */
const MAX_THREADS = 4;

/** Of WebAssembly: one where the page is not isolated. */
export function threadsHere(): number {
  return crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
}

/** Software that imitates a graphics processor is slower than WebAssembly. */
export async function hasGraphicsProcessor(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<Adapter | null> } };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  return adapter !== undefined && adapter !== null && adapter.info?.isFallbackAdapter !== true;
}

interface Adapter {
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

/**
 * ONNX Runtime for an engine, which fetches its WebAssembly when the first session is made.
 *
 * @param base where the page lies
 * @param threads of WebAssembly
 */
export async function loadRuntime(engine: EngineName, base: string, threads: number): Promise<Runtime> {
  const runtime: Runtime =
    engine === 'webgpu' ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  runtime.env.wasm.wasmPaths = new URL('runtime/', base).href;
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = 'error';
  return runtime;
}
