import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Network } from '../../network/network.js';
import type { Parameters } from '../../network/parameters.js';
import type { Runner } from '../engine.js';
import type { Graphs } from './build.js';
import type { Value } from './graph.js';

type Tensors = Record<string, Tensor>;

/** A graph with the tensors that it reads and writes, allocated once. */
export interface Program {
  readonly session: InferenceSession;
  readonly inputs: Tensors;
  readonly outputs: Tensors;
  /** Whether ONNX Runtime fills `outputs` in place; its WebAssembly gives new ones at each run. */
  readonly inPlace: boolean;
}

/** Allocates the tensors of a network's graphs; a tensor that both graphs name is one tensor. */
export class TensorPool {
  readonly #make: (value: Value) => Tensor;
  readonly #tensors = new Map<string, Tensor>();

  constructor(make: (value: Value) => Tensor) {
    this.#make = make;
  }

  of(values: readonly Value[]): Tensors {
    return Object.fromEntries(
      values.map((value) => {
        const tensor = this.#tensors.get(value.name) ?? this.#make(value);
        this.#tensors.set(value.name, tensor);
        return [value.name, tensor];
      }),
    );
  }
}

export class OnnxRunner implements Runner {
  readonly network: Network;
  readonly batch: number;
  readonly #graphs: Graphs;
  readonly #forward: Program;
  readonly #backward: Program | undefined;

  constructor(network: Network, graphs: Graphs, forward: Program, backward: Program | undefined) {
    this.network = network;
    this.batch = graphs.input.shape[0]!;
    this.#graphs = graphs;
    this.#forward = forward;
    this.#backward = backward;
  }

  async load(parameters: Parameters): Promise<void> {
    for (const feed of this.#graphs.feeds)
      feed.load(parameters.get(feed.name), numbers(this.#forward.inputs, feed));
  }

  async forward(input: Float32Array): Promise<Float32Array> {
    numbers(this.#forward.inputs, this.#graphs.input).set(input);
    await run(this.#forward);
    return numbers(this.#forward.outputs, this.#graphs.output);
  }

  async backward(outputGradient: Float32Array, gradients: Parameters): Promise<Float32Array> {
    const { backward, feeds } = this.#graphs;
    if (backward === undefined || this.#backward === undefined) return new Float32Array(0);
    numbers(this.#backward.inputs, backward.outputGradient).set(outputGradient);
    await run(this.#backward);
    for (const [index, value] of backward.feedGradients.entries()) {
      const feed = feeds[index]!;
      feed.collect(numbers(this.#backward.outputs, value), gradients.get(feed.name));
    }
    return backward.inputGradient === undefined
      ? new Float32Array(0)
      : numbers(this.#backward.outputs, backward.inputGradient);
  }

  async dispose(): Promise<void> {
    await this.#forward.session.release();
    await this.#backward?.session.release();
  }
}

async function run({ session, inputs, outputs, inPlace }: Program): Promise<void> {
  if (inPlace) {
    await session.run(inputs, outputs);
    return;
  }
  const results = await session.run(inputs, Object.keys(outputs));
  for (const [name, { data }] of Object.entries(outputs)) {
    const result = results[name]!;
    (data as Float32Array).set(result.data as Float32Array);
    result.dispose();
  }
}

function numbers(tensors: Tensors, { name }: { readonly name: string }): Float32Array {
  return tensors[name]!.data as Float32Array;
}
