import { UserError } from '../errors.js';
import type { Scene } from '../scene/scene.js';
import type { BatchSource } from './batch.js';
import { type DrawnOptions, drawnSource } from './drawnSource.js';
import { openRenderer, type RendererOptions } from './renderer.js';

export interface StreamOptions extends RendererOptions, DrawnOptions {}

/**
 * Batches drawn from a scene when they are asked for, without touching the disk: endlessly many, of every kind
 * that the scene knows (`info.splits` lists the default ones). Read several at once to keep the threads busy: see
 * `readAhead`.
 *
 * @throws UserError where photographs are asked for, but the scene has none
 */
export function streamScene(scene: Scene, options: StreamOptions): BatchSource {
  if (options.photographed && scene.photograph === undefined)
    throw new UserError(`Nothing can photograph ${scene.name}. Leave out --photographs.`);
  return { ...drawnSource(scene, openRenderer(scene, options), options), scene };
}
