import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Network } from '../../network/network.js';
import type { Parameters } from '../../network/parameters.js';
import type { Runner } from '../engine.js';
import type { Graphs } from './build.js';
import type { Value } from './graph.js';
import { hostName, type Residents } from './residents.js';

type Tensors = Record<string, Tensor>;

/** A graph with the tensors of the host that it reads and writes, allocated once. */
export interface Program {
  readonly session: InferenceSession;
  readonly inputs: Tensors;
  readonly outputs: Tensors;
  /** Outputs that stay on the accelerator. */
  readonly kept: readonly string[];
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

/** What a runner runs. */
export interface Programs {
  /** Brings parameters to the accelerator; undefined where the graphs read them from the host. */
  readonly upload: Program | undefined;
  readonly forward: Program;
  readonly backward: Program | undefined;
}

export class OnnxRunner implements Runner {
  readonly network: Network;
  readonly batch: number;
  readonly #graphs: Graphs;
  readonly #programs: Programs;
  readonly #residents: Residents;

  /** @param residents what stays on the accelerator from one program to the next, which this runner frees */
  constructor(network: Network, graphs: Graphs, programs: Programs, residents: Residents) {
    this.network = network;
    this.batch = graphs.input.shape[0]!;
    this.#graphs = graphs;
    this.#programs = programs;
    this.#residents = residents;
  }

  async load(parameters: Parameters): Promise<void> {
    const { upload, forward } = this.#programs;
    for (const feed of this.#graphs.feeds) {
      const host = upload === undefined ? forward.inputs[feed.name] : upload.inputs[hostName(feed)];
      feed.load(parameters.get(feed.name), host!.data as Float32Array);
    }
    if (upload !== undefined) await this.#run(upload);
  }

  async forward(input: Float32Array): Promise<Float32Array> {
    const { forward } = this.#programs;
    numbers(forward.inputs, this.#graphs.input).set(input);
    await this.#run(forward);
    return numbers(forward.outputs, this.#graphs.output);
  }

  async backward(outputGradient: Float32Array, gradients: Parameters): Promise<Float32Array> {
    const { backward, feeds } = this.#graphs;
    const program = this.#programs.backward;
    if (backward === undefined || program === undefined) return new Float32Array(0);
    numbers(program.inputs, backward.outputGradient).set(outputGradient);
    await this.#run(program);
    for (const [index, value] of backward.feedGradients.entries()) {
      const feed = feeds[index]!;
      feed.collect(numbers(program.outputs, value), gradients.get(feed.name));
    }
    return backward.inputGradient === undefined
      ? new Float32Array(0)
      : numbers(program.outputs, backward.inputGradient);
  }

  async dispose(): Promise<void> {
    this.#residents.freeAll();
    for (const program of Object.values(this.#programs) as (Program | undefined)[])
      await program?.session.release();
  }

  async #run({ session, inputs, outputs, kept, inPlace }: Program): Promise<void> {
    // Before others take their place, so that there is room for one of each.
    this.#residents.free(kept);
    const all = { ...inputs, ...this.#residents.of(session.inputNames) };
    if (inPlace) {
      await session.run(all, outputs);
      return;
    }
    const results = await session.run(all, [...Object.keys(outputs), ...kept]);
    for (const name of kept) this.#residents.keep(name, results[name]!);
    take(results, outputs);
  }
}

/** Copies what came back into the tensors that were allocated for it. */
function take(results: Tensors, outputs: Tensors): void {
  for (const [name, { data }] of Object.entries(outputs)) {
    const result = results[name]!;
    (data as Float32Array).set(result.data as Float32Array);
    result.dispose();
  }
}

function numbers(tensors: Tensors, { name }: { readonly name: string }): Float32Array {
  return tensors[name]!.data as Float32Array;
}
