import type { Network } from '../../network/network.js';
import type { Parameters } from '../../network/parameters.js';
import { sizeOf } from '../../network/shapes.js';
import { layerTensors } from '../../network/tensors.js';
import type { PrepareOptions, Runner } from '../engine.js';
import type { DataType } from './abi.js';
import type { Executor } from './executor.js';
import { type Lowered, Lowering, type Value } from './lowering.js';
import type { OneDnn } from './oneDnn.js';
import { type Program, ProgramBuilder, type Timing } from './program.js';
import { lower } from './rules.js';
import { Scope } from './scope.js';
import { lowerStack } from './stack.js';

const INPUT = 'input';
const OUTPUT = 'output';
const OUTPUT_GRADIENT = 'output gradient';
const INPUT_GRADIENT = 'input gradient';

/** A network as three lists of primitives: load, forward, backward. */
export class OneDnnRunner implements Runner {
  readonly network: Network;
  readonly batch: number;
  /** Native memory for weights, activations, gradients and scratch. */
  readonly memoryBytes: number;
  /** How long each primitive of the last call took. */
  timings: readonly Timing[] = [];
  readonly #training: boolean;
  readonly #executor: Executor;
  readonly #scope = new Scope();
  readonly #to: Lowering;
  readonly #program: Program;
  readonly #output: Float32Array;
  readonly #inputGradient: Float32Array;
  readonly #tensors: readonly string[];

  constructor(
    library: OneDnn,
    executor: Executor,
    type: DataType,
    network: Network,
    options: PrepareOptions,
  ) {
    const { batch, inputGradient, parameterGradients = true } = options;
    // Where nobody wants a gradient, a network that is frozen, nothing is kept for one.
    const training = options.training && (inputGradient || parameterGradients);
    this.#training = training;
    this.network = network;
    this.batch = batch;
    this.#executor = executor;
    this.#tensors = network.layers.flatMap(layerTensors).map(({ name }) => name);
    const builder = new ProgramBuilder(library, this.#scope);
    const to = new Lowering(library, this.#scope, builder, { ...options, training }, type);
    this.#to = to;
    try {
      const shape = [batch, ...network.input];
      let value: Value = {
        tensor: to.array(INPUT, to.plain(shape, 'f32')),
        shape,
        type: 'f32',
        gradientType: inputGradient ? type : undefined,
      };
      const image = to.reordered('forward', INPUT, value.tensor, to.value(shape, 'f32'));
      value = { ...value, tensor: image };
      // The last product's output leaves the engine: it is not rounded.
      const stack = lowerStack(lower, to, network.layers, value, 'f32');
      value = stack.output;
      to.copy('forward', OUTPUT, value.tensor, to.array(OUTPUT, to.plain(value.shape, 'f32')));
      this.#output = to.own(OUTPUT, sizeOf(value.shape));
      this.#inputGradient = to.own(INPUT_GRADIENT, training && inputGradient ? sizeOf(shape) : 0);
      if (training) this.#lowerBackward(stack, value);
      this.#program = builder.finish();
    } catch (error) {
      this.#scope.dispose();
      throw error;
    }
    this.memoryBytes = this.#program.bytes;
  }

  async load(parameters: Parameters): Promise<void> {
    for (const hook of this.#to.beforeLoad) hook((name) => parameters.get(name));
    await this.#run('load', this.#named('', parameters));
  }

  async forward(input: Float32Array): Promise<Float32Array> {
    await this.#run('forward', { [INPUT]: input });
    return this.#output;
  }

  async backward(outputGradient: Float32Array, gradients: Parameters): Promise<Float32Array> {
    if (!this.#training) return this.#inputGradient;
    await this.#run('backward', {
      [OUTPUT_GRADIENT]: outputGradient,
      ...(this.#to.parameterGradients && this.#named('gradient of ', gradients)),
    });
    for (const hook of this.#to.afterBackward) hook((name) => gradients.get(name));
    return this.#inputGradient;
  }

  async dispose(): Promise<void> {
    this.#scope.dispose();
  }

  #lowerBackward(stack: Lowered, output: Value): void {
    const to = this.#to;
    const { shape } = output;
    const given = to.array(OUTPUT_GRADIENT, to.plain(shape, 'f32'));
    const tensor = to.reordered('backward', OUTPUT_GRADIENT, given, to.value(shape, 'f32'));
    const gradient = stack.backward({ tensor, shape, type: 'f32', gradientType: undefined });
    if (gradient === undefined) return;
    const out = to.array(INPUT_GRADIENT, to.plain(gradient.shape, 'f32'));
    to.copy('backward', INPUT_GRADIENT, gradient.tensor, out);
  }

  async #run(phase: 'load' | 'forward' | 'backward', given: Record<string, Float32Array>): Promise<void> {
    this.timings = await this.#program.run(this.#executor, phase, { ...this.#to.arrays, ...given });
  }

  #named(prefix: string, parameters: Parameters): Record<string, Float32Array> {
    return Object.fromEntries(this.#tensors.map((name) => [`${prefix}${name}`, parameters.get(name)]));
  }
}
