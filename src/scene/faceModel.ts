import { UserError } from '../errors.js';
import type { Mesh } from './mesh.js';
import type { LinearModel } from './morph.js';

/** A morphable head in the sense of Blanz and Vetter (1999): every coefficient is drawn from N(0, 1). */
export interface FaceModel {
  readonly mesh: Mesh;
  /** Vertex positions, [vertices x 3]; the head faces +z, its left side is +x, units are decimetres. */
  readonly shape: LinearModel;
  /** Colours of the texels that the head uses, 0 to 255: one model a plane (red, green, blue). */
  readonly texture: readonly [LinearModel, LinearModel, LinearModel];
  readonly atlas: {
    readonly width: number;
    readonly height: number;
    /** Places of the used texels, row-major. */
    readonly texels: Uint16Array;
    readonly texcoords: Float32Array;
    readonly texcoordIndices: Uint16Array;
  };
}

const FORMAT = 'dcign-faces 1';

interface Header {
  readonly format: string;
  readonly atlas: { readonly width: number; readonly height: number };
  readonly texcoordStep: number;
  readonly positionStep: number;
  readonly shapeSteps: readonly number[];
  readonly textureSteps: readonly number[];
  readonly sections: Readonly<Record<string, { readonly offset: number; readonly length: number }>>;
}

/**
 * Reads the bytes of assets/faces/faces.bin, as scripts/build-faces.ts wrote them.
 *
 * @throws UserError if the bytes are something else
 */
export function decodeFaces(bytes: Uint8Array): FaceModel {
  const { header, start } = readHeader(bytes);
  const { sections } = header;
  const section = <T>(
    name: string,
    type: { new (buffer: ArrayBufferLike): T; readonly BYTES_PER_ELEMENT: number },
  ): T => {
    const { offset, length } = sections[name]!;
    const from = bytes.byteOffset + start + offset;
    return new type(bytes.buffer.slice(from, from + length * type.BYTES_PER_ELEMENT));
  };
  const components = (values: Int8Array | Int16Array, steps: readonly number[]): Float32Array[] => {
    const length = values.length / steps.length;
    return steps.map((step, k) => scaled(values.subarray(k * length, (k + 1) * length), step));
  };

  const meanShape = scaled(section('meanShape', Int16Array), header.positionStep);
  const meanTexture = scaled(section('meanTexture', Uint8Array), 1);
  const textureBasis = components(section('textureBasis', Int8Array), header.textureSteps);
  const texels = section('texels', Uint16Array);
  const plane = (channel: number): LinearModel => {
    const cut = (x: Float32Array): Float32Array =>
      x.subarray(channel * texels.length, (channel + 1) * texels.length);
    return { mean: cut(meanTexture), components: textureBasis.map(cut) };
  };
  return {
    mesh: {
      vertexCount: meanShape.length / 3,
      triangles: section('triangles', Uint16Array),
    },
    shape: {
      mean: meanShape,
      components: components(section('shapeBasis', Int16Array), header.shapeSteps),
    },
    texture: [plane(0), plane(1), plane(2)],
    atlas: {
      ...header.atlas,
      texels,
      texcoords: scaled(section('texcoords', Uint16Array), header.texcoordStep),
      texcoordIndices: section('texcoordIndices', Uint16Array),
    },
  };
}

function scaled(values: Int8Array | Uint8Array | Int16Array | Uint16Array, step: number): Float32Array {
  const result = new Float32Array(values);
  for (let i = 0; i < result.length; i++) result[i]! *= step;
  return result;
}

function readHeader(bytes: Uint8Array): { header: Header; start: number } {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
    if (header.format === FORMAT) return { header, start: 4 + length };
  } catch {
    // Not JSON: fall through to the same complaint.
  }
  throw new UserError(
    `The bytes given are not a face model: expected a header of format "${FORMAT}". ` +
      'Use assets/faces/faces.bin as it comes with the package.',
  );
}
