/** A picture on an object, in grey. */
export interface GreyTexture {
  readonly size: number;
  /** [size, size], 0 to 255, row by row from the top. */
  readonly pixels: Float32Array;
}

/** Triangles of an object that look alike, in the file's own coordinates but upright along y. */
export interface ObjectPart {
  /** [vertices, 3] */
  readonly positions: Float32Array;
  /** [vertices, 3], unit vectors; undefined where the file has none: then every triangle is flat. */
  readonly normals: Float32Array | undefined;
  /** Three vertices a triangle, counter-clockwise from outside. */
  readonly triangles: Uint32Array;
  /** Brightness of each vertex beside its material's, 0 to 1: [vertices]. */
  readonly shades: Float32Array | undefined;
  /** Brightness of its material, 0 to 1. */
  readonly tone: number;
  readonly texture: TexturedPart | undefined;
  /** Whether it is seen from behind, too. */
  readonly twoSided: boolean;
}

/** A part whose normals are known, from the file or from its triangles. */
export type SmoothPart = ObjectPart & { readonly normals: Float32Array };

export interface TexturedPart {
  readonly picture: GreyTexture;
  /** Places in shares of the picture from its top left, which it repeats beyond: [vertices, 2]. */
  readonly places: Float32Array;
}

/** What is wrong with a file, as the end of a sentence about it. */
export class UnusableMesh extends Error {}
