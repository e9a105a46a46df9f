import type { JSX } from 'preact';
import { speed, start } from '../state/studio.js';

/** Discreetly: what runs the network, and how fast it is. */
export function Engine(): JSX.Element | null {
  if (start.value.phase !== 'ready') return null;
  const { engine, threads } = start.value.studio.client;
  const name = engine === 'webgpu' ? 'WebGPU' : `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const ms = speed.value;
  return (
    <span class="engine" data-engine={engine} title="What runs the network, and milliseconds a picture">
      {name}
      {ms !== undefined && <span class="number">{ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms</span>}
    </span>
  );
}
