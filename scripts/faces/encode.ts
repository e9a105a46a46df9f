import type { Corner } from './headMesh.js';

export interface FaceParts {
  readonly meanHead: Float64Array;
  readonly shape: readonly Float64Array[];
  readonly atlas: { readonly width: number; readonly height: number };
  readonly texels: readonly number[];
  readonly meanTexture: Float64Array;
  readonly texture: readonly Float64Array[];
  readonly triangles: readonly (readonly [Corner, Corner, Corner])[];
}

/** Texture coordinates are stored in sixty-fourths of a texel, positions in 1/8192 decimetre. */
const TEXCOORD_STEP = 1 / 64;
const POSITION_STEP = 1 / 8192;

/**
 * Writes the asset that src/scene/faceModel.ts reads: the length of a JSON header (uint32, little endian),
 * the header, then the arrays that it names, each at a multiple of 4 bytes.
 */
export function encodeFaces(parts: FaceParts): Buffer {
  const texcoords: number[] = [];
  const texcoordOf = new Map<string, number>();
  const texcoordIndices: number[] = [];
  for (const { atlas } of parts.triangles.flat()) {
    const place = atlas.map((x) => Math.round(x / TEXCOORD_STEP));
    let index = texcoordOf.get(place.join());
    if (index === undefined) {
      index = texcoordOf.size;
      texcoordOf.set(place.join(), index);
      texcoords.push(...place);
    }
    texcoordIndices.push(index);
  }
  const shape = quantise(parts.shape, 32767);
  const texture = quantise(parts.texture, 127);
  const arrays = {
    triangles: Uint16Array.from(parts.triangles.flat().map(({ vertex }) => vertex)),
    texcoordIndices: Uint16Array.from(texcoordIndices),
    texcoords: Uint16Array.from(texcoords),
    meanShape: Int16Array.from(parts.meanHead.map((x) => Math.round(x / POSITION_STEP))),
    shapeBasis: Int16Array.from(shape.values),
    texels: Uint16Array.from(parts.texels),
    meanTexture: Uint8Array.from(parts.meanTexture.map((x) => Math.round(Math.min(255, Math.max(0, x))))),
    textureBasis: Int8Array.from(texture.values),
  };
  let offset = 0;
  const sections: Record<string, { type: string; offset: number; length: number }> = {};
  for (const [name, array] of Object.entries(arrays)) {
    sections[name] = { type: array.constructor.name, offset, length: array.length };
    offset += Math.ceil(array.byteLength / 4) * 4;
  }
  const header = Buffer.from(
    JSON.stringify({
      format: 'dcign-faces 1',
      licence: 'CC0-1.0',
      atlas: { width: parts.atlas.width, height: parts.atlas.height },
      texcoordStep: TEXCOORD_STEP,
      positionStep: POSITION_STEP,
      shapeSteps: shape.steps,
      textureSteps: texture.steps,
      sections,
    }),
  );
  const start = Math.ceil((4 + header.length) / 4) * 4;
  const bytes = Buffer.alloc(start + offset, ' ');
  bytes.writeUInt32LE(start - 4, 0);
  header.copy(bytes, 4);
  for (const [name, array] of Object.entries(arrays)) {
    Buffer.from(array.buffer).copy(bytes, start + sections[name]!.offset);
  }
  return bytes;
}

/** Scales each component so that its largest entry takes the largest whole number. */
function quantise(
  components: readonly Float64Array[],
  largest: number,
): { values: number[]; steps: number[] } {
  const values: number[] = [];
  const steps: number[] = [];
  for (const component of components) {
    const step = component.reduce((max, x) => Math.max(max, Math.abs(x)), 0) / largest;
    steps.push(step);
    for (const x of component) values.push(Math.round(x / step));
  }
  return { values, steps };
}
