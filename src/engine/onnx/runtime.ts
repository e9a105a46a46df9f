import { cpus } from 'node:os';
import { UserError } from '../../errors.js';

type Native = typeof import('onnxruntime-node');

/** What of ONNX Runtime's packages for Node and for the page is the same. */
type OnnxRuntime = Pick<typeof import('onnxruntime-common'), 'InferenceSession' | 'Tensor' | 'env'>;

/** The studio's page runs on the same; src and dist are siblings, so this holds from either. */
const WASM = new URL('../../../dist/studio/runtime/ort.node.min.mjs', import.meta.url).href;

/** ONNX Runtime as this machine or this page can load it. */
export interface Runtime {
  readonly ort: OnnxRuntime;
  /** Native code, or WebAssembly, which runs wherever Node does. */
  readonly kind: 'native' | 'wasm';
  /** For people: what it is, and the processor that it can run on. */
  readonly version: string;
  readonly processor: string;
}

/**
 * Loads ONNX Runtime's native code, or, where there is none for this machine (Intel Macs, Alpine), its WebAssembly.
 *
 * @throws UserError where neither loads
 */
export async function loadRuntime(): Promise<Runtime & { readonly ort: Native }> {
  const processor = cpus()[0]?.model.trim() ?? 'CPU';
  // Its builds for Linux and macOS tell Microsoft what they run, and keep a number for this machine in the home folder,
  // unless this is there before they start.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  // Only now, since the native library takes a moment to load and other engines do without.
  const native = await import('onnxruntime-node').catch((error: Error) => error);
  if (!(native instanceof Error)) {
    const ort = native.default;
    return { ort, kind: 'native', version: `ONNX Runtime ${ort.env.versions.node}`, processor };
  }
  const web = await import(WASM).then(
    (module: { default: Native }) => module,
    (error: Error) => error,
  );
  if (web instanceof Error)
    throw new UserError(
      `ONNX Runtime does not load on this machine, neither its native code (${lineOf(native)}) nor its WebAssembly ` +
        `(${lineOf(web)}). Install dcign again here.`,
    );
  const ort = web.default;
  return {
    ort,
    kind: 'wasm',
    version: `ONNX Runtime ${ort.env.versions.web} as WebAssembly, several times slower than native code, which does not load here (${lineOf(native)})`,
    processor,
  };
}

function lineOf(error: Error): string {
  return error.message.split('\n')[0]!;
}
