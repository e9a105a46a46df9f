import type { Engine } from './engine.js';
import { createOnnxEngine, type OnnxOptions } from './onnx/onnxEngine.js';

export const engineNames = ['auto', 'onnx'] as const;
export type EngineName = (typeof engineNames)[number];

/** What any engine may be told; each takes what concerns it. */
export type EngineOptions = OnnxOptions;

/**
 * Opens the engine of that name; `auto` is the fastest that this machine has.
 *
 * @throws UserError if the engine cannot be used on this machine
 */
export async function openEngine(_name: EngineName = 'auto', options: EngineOptions = {}): Promise<Engine> {
  return createOnnxEngine(options);
}
