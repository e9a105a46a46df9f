/** [channels, height, width] of one image, or [features]. */
export type Shape = readonly number[];

/**
 * One layer, as data. Every engine has one rule a kind (a table keyed by `kind`), so that a layer without
 * its gradient or its lowering does not compile.
 */
export type Layer =
  /** Valid cross-correlation, stride 1, with bias. `weight` [outputs, inputs, kernel, kernel], `bias` [outputs]. */
  | {
      readonly kind: 'conv';
      readonly name: string;
      readonly inputs: number;
      readonly outputs: number;
      readonly kernel: number;
    }
  /**
   * Nearest-neighbour x2, then a valid cross-correlation: the paper's "unpooling + convolution".
   * Same parameters as `conv`, always with an odd kernel: a side of s becomes 2 s - kernel + 1.
   */
  | {
      readonly kind: 'upsampleConv';
      readonly name: string;
      readonly inputs: number;
      readonly outputs: number;
      readonly kernel: number;
    }
  /** y = W x + b; flattens what it gets, channel first. `weight` [outputs, inputs], `bias` [outputs]. */
  | { readonly kind: 'linear'; readonly name: string; readonly inputs: number; readonly outputs: number }
  /** 2 x 2, stride 2; an odd last row or column is dropped. The first of equal values gets the gradient. */
  | { readonly kind: 'maxPool' }
  | { readonly kind: 'relu' }
  | { readonly kind: 'reshape'; readonly shape: Shape };

export type LayerKind = Layer['kind'];

/** The layer of one kind, for rule tables: `{ [K in LayerKind]: (layer: LayerOf<K>) => ... }`. */
export type LayerOf<K extends LayerKind> = Extract<Layer, { readonly kind: K }>;

/** A feed-forward stack. */
export interface Network {
  readonly name: 'encoder' | 'decoder' | 'head';
  readonly input: Shape;
  readonly layers: readonly Layer[];
}
