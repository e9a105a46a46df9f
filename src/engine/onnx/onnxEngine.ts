import { availableParallelism } from 'node:os';
import type { Engine } from '../engine.js';
import { engineOn, type OnnxOptions } from './engineOn.js';
import { loadRuntime } from './runtime.js';

/**
 * The engine that needs nothing but `npm install`: ONNX Runtime, as native code or WebAssembly, fed with graphs that
 * are made here.
 *
 * @throws UserError if the provider cannot be used on this machine
 */
export async function createOnnxEngine(options: OnnxOptions = {}): Promise<Engine> {
  return engineOn(await loadRuntime(), options, availableParallelism());
}
