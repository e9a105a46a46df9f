import { availableParallelism } from 'node:os';
import type { Provider } from '../engine/provider.js';

/**
 * Threads that draw images beside an engine. On the processor it needs the cores itself, and one thread draws half of
 * a step's images in a third of its time; an accelerator leaves it all of them, and waits for no less.
 */
export function drawingThreads(provider: Provider): number {
  return provider === 'cpu' ? 1 : availableParallelism();
}
