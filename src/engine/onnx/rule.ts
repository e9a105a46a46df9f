import type { LayerKind, LayerOf } from '../../network/network.js';
import type { Graph, Value } from './graph.js';

/** One trained tensor of a layer in the form in which the graphs take it. */
export interface Feed {
  /** The parameter's name. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Brings the parameter into the feed's form. */
  load(parameter: Float32Array, feed: Float32Array): void;
  /** The adjoint of `load`: brings the feed's gradient into the parameter's form. */
  collect(feedGradient: Float32Array, gradient: Float32Array): void;
}

/** A layer in the forward graph. */
export interface Forward {
  readonly input: Value;
  readonly output: Value;
  /** More that the backward pass wants to see, if any: the winners of a max-pool. */
  readonly note?: Value;
  /** The layers within, of a layer that is a stack itself. */
  readonly inner?: readonly Forward[];
}

/** What a layer's backward pass can use. Asking for a value of the forward pass makes it travel. */
export interface BackwardContext {
  readonly graph: Graph;
  /** Fetches a value of the forward graph. */
  recall(value: Value): Value;
  /** The layer's trained tensors, in the order of `feeds`, as inputs of the backward graph. */
  feed(index: number): Value;
  /** Whether anybody wants the gradient of the input. */
  readonly wantInput: boolean;
  /** Whether anybody wants those of the trained tensors. */
  readonly wantFeeds: boolean;
}

export interface Backward {
  /** Undefined if nobody wants it. */
  readonly input: Value | undefined;
  /** Of the trained tensors, in the order of `feeds`; none if nobody wants them. */
  readonly feeds: readonly Value[];
}

/** How one kind of layer becomes ONNX operators. Shapes start with the batch. */
export interface Rule<K extends LayerKind> {
  feeds(layer: LayerOf<K>): readonly Feed[];
  forward(graph: Graph, layer: LayerOf<K>, input: Value, feeds: readonly Value[], training: boolean): Forward;
  backward(context: BackwardContext, layer: LayerOf<K>, forward: Forward, outputGradient: Value): Backward;
}

/** One rule a kind: a layer without its gradient does not compile. */
export type Rules = { readonly [K in LayerKind]: Rule<K> };
