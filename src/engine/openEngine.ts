import { UserError } from '../errors.js';
import type { Engine } from './engine.js';
import { createOnnxEngine, type OnnxOptions } from './onnx/onnxEngine.js';

export const engineNames = ['auto', 'onednn', 'onnx'] as const;
export type EngineName = (typeof engineNames)[number];

/** What any engine may be told; each takes what concerns it. */
export interface EngineOptions extends OnnxOptions {
  readonly precision?: Engine['precision'];
}

export interface OpenedEngine {
  readonly engine: Engine;
  /** One line for people: which engine, why, and how to get a faster one. */
  readonly reason: string;
}

/**
 * Opens the engine of that name; `auto` is the fastest that this machine has.
 *
 * @throws UserError if the engine cannot be used on this machine
 */
export async function openEngine(
  name: EngineName = 'auto',
  options: EngineOptions = {},
): Promise<OpenedEngine> {
  if (name === 'onednn') throw new UserError('The oneDNN engine is not there yet.');
  return { engine: await createOnnxEngine(options), reason: 'ONNX Runtime' };
}
