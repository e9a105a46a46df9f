/** [channels, height, width] of one image, or [features]. */
export type Shape = readonly number[];

/**
 * One layer, as data. Every engine has one rule a kind (a table keyed by `kind`), so that a layer without
 * its gradient or its lowering does not compile.
 */
export type Layer =
  /**
   * Cross-correlation with bias. `weight` [outputs, inputs, kernel, kernel], `bias` [outputs]. A side of s becomes
   * floor((s + 2 padding - kernel) / stride) + 1.
   */
  | {
      readonly kind: 'conv';
      readonly name: string;
      readonly inputs: number;
      readonly outputs: number;
      readonly kernel: number;
      /** Pixels from one place of the kernel to the next, 1 if not given; divides the kernel where it is more. */
      readonly stride?: number;
      /** Zeros on every side, 0 (valid) if not given; less than the kernel. */
      readonly padding?: number;
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
  | { readonly kind: 'reshape'; readonly shape: Shape }
  /**
   * Deals maps out to the pixels of cells of `factor` x `factor` (Shi et al. 2016): map (row factor + column) maps +
   * m is pixel (row, column) of each cell of map m.
   */
  | { readonly kind: 'pixelShuffle'; readonly factor: number }
  /** The square of `size` pixels a side whose first row and column are `start`. */
  | { readonly kind: 'crop'; readonly start: number; readonly size: number }
  /** x + layers(x) (He et al. 2016): the stack ends in a convolution and keeps its input's shape. */
  | { readonly kind: 'residual'; readonly layers: readonly Layer[] };

export type LayerKind = Layer['kind'];

/** The layer of one kind, for rule tables: `{ [K in LayerKind]: (layer: LayerOf<K>) => ... }`. */
export type LayerOf<K extends LayerKind> = Extract<Layer, { readonly kind: K }>;

/** A feed-forward stack. */
export interface Network {
  readonly name: 'encoder' | 'decoder' | 'head';
  readonly input: Shape;
  readonly layers: readonly Layer[];
}
