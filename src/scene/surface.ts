/** A picture that is wrapped round a mesh. */
export interface Texture {
  readonly width: number;
  /** One plane a channel, row by row, 0 to 255: luma alone, or red, green, blue. */
  readonly planes: readonly Float32Array[];
  /** Places in the picture in texels (whole numbers are texel centres), [places, 2]. */
  readonly texcoords: Float32Array;
  /** The places of a triangle's corners, parallel to `mesh.triangles`. */
  readonly texcoordIndices: Uint16Array | Uint32Array;
}

/** Colours of the vertices: one array a channel, 0 to 255. */
export interface VertexColours {
  readonly planes: readonly Float32Array[];
}

export type Surface = Texture | VertexColours;
