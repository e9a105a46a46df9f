import type { Network } from '../network/network.js';
import type { Parameters } from '../network/parameters.js';
import type { Provider } from './provider.js';

/** What runs a feed-forward network. The graphics code and the loss are none of its business. */
export interface Engine {
  readonly name: 'onnx' | 'onednn';
  /** Arithmetic of the large products; parameters, gradients and accumulation are always fp32. */
  readonly precision: 'fp32' | 'bf16';
  /** Where the operators run: `cpu`, or an accelerator. */
  readonly provider: Provider;
  /** One line for people: library, version, processor. */
  readonly description: string;
  /** As many as were asked for, which decide the order of sums and so the last bits; undefined: one a core. */
  readonly threads?: number | undefined;
  prepare(network: Network, options: PrepareOptions): Promise<Runner>;
}

export interface PrepareOptions {
  /** Images a call. */
  readonly batch: number;
  /** Whether `backward` will be called. */
  readonly training: boolean;
  /** Whether `backward` must give the gradient of the input: the decoder's, not the encoder's. */
  readonly inputGradient: boolean;
  /**
   * Whether `backward` gives the gradients of the parameters, as it does where this is left out. Who looks for an input
   * and not for parameters saves their half of the work.
   */
  readonly parameterGradients?: boolean;
}

/** One network prepared for batches of one size. Calls do not overlap: each is awaited before the next. */
export interface Runner {
  readonly network: Network;
  readonly batch: number;
  /** How long each operation of the last call took, where the engine knows. */
  readonly timings?: readonly { readonly label: string; readonly seconds: number }[];
  /** Takes new values for the network's parameters. Call it after every change of them. */
  load(parameters: Parameters): Promise<void>;
  /**
   * @param input [batch, ...network.input]
   * @returns [batch, ...output shape]; valid until the next call
   */
  forward(input: Float32Array): Promise<Float32Array>;
  /**
   * Gradients for the last `forward`.
   *
   * @param outputGradient dL/d(output), the output's shape
   * @param gradients the network's tensors in here are overwritten with dL/d(parameter), summed over the batch;
   *   untouched without `parameterGradients`
   * @returns dL/d(input) [batch, ...network.input], valid until the next call; empty without `inputGradient`
   */
  backward(outputGradient: Float32Array, gradients: Parameters): Promise<Float32Array>;
  /** Frees native memory. The runner cannot be used afterwards. */
  dispose(): Promise<void>;
}
