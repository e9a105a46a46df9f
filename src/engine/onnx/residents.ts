import type { Tensor } from 'onnxruntime-common';
import type { Graphs } from './build.js';
import { Graph } from './graph.js';

/**
 * What a network's graphs can hand on to each other on the accelerator, so that it does not go through the host's
 * memory: the parameters, and what the backward pass recalls. Whole numbers stay out: the places of maxima come from
 * the processor.
 */
export function residentNames({ feeds, forward, backward, output }: Graphs): ReadonlySet<string> {
  const made = new Set(forward.outputs.map(({ name }) => name));
  const recalled = (backward?.graph.inputs ?? []).filter(
    ({ name, type }) => made.has(name) && type === 'float32' && name !== output.name,
  );
  return new Set([...feeds, ...recalled].map(({ name }) => name));
}

/** What the host's tensor is called in the graph that uploads it. */
export function hostName({ name }: { readonly name: string }): string {
  return `host/${name}`;
}

/** The graph that brings parameters to the accelerator: from inputs of the host to outputs that stay there. */
export function uploadGraph({ feeds, forward }: Graphs): Graph {
  const graph = new Graph('upload');
  const names = new Set(feeds.map(({ name }) => name));
  for (const { name, shape } of forward.inputs.filter((input) => names.has(input.name)))
    graph.output(graph.add('Identity', [graph.input(hostName({ name }), shape)], shape, {}, { name }));
  return graph;
}

/** Tensors in the accelerator's memory, each until another one takes its name. */
export class Residents {
  readonly #tensors = new Map<string, Tensor>();

  /** Those of these names that are there. */
  of(names: Iterable<string>): Record<string, Tensor> {
    const found: Record<string, Tensor> = {};
    for (const name of names) {
      const tensor = this.#tensors.get(name);
      if (tensor !== undefined) found[name] = tensor;
    }
    return found;
  }

  keep(name: string, tensor: Tensor): void {
    this.free([name]);
    this.#tensors.set(name, tensor);
  }

  free(names: Iterable<string>): void {
    for (const name of names) {
      this.#tensors.get(name)?.dispose();
      this.#tensors.delete(name);
    }
  }

  freeAll(): void {
    this.free([...this.#tensors.keys()]);
  }
}
