import sharp from 'sharp';

/** What a mesh of a `.glb` says, read by the letter of the glTF 2.0 specification and not by the library that writes it. */
export interface GlbMesh {
  readonly json: GltfJson;
  attribute(name: string): Float32Array;
  target(index: number, name: string): Float32Array;
  readonly triangles: Uint16Array;
  readonly texture: { readonly width: number; readonly height: number; readonly pixels: Uint8Array };
}

interface GltfJson {
  readonly asset: { readonly version: string; readonly generator: string; readonly copyright: string };
  readonly accessors: readonly {
    readonly bufferView: number;
    readonly byteOffset?: number;
    readonly count: number;
    readonly componentType: number;
    readonly type: 'SCALAR' | 'VEC2' | 'VEC3';
  }[];
  readonly bufferViews: readonly {
    readonly byteOffset?: number;
    readonly byteLength: number;
    readonly byteStride?: number;
  }[];
  readonly nodes: readonly { readonly name?: string; readonly mesh?: number }[];
  readonly scenes: readonly { readonly name?: string; readonly nodes: readonly number[] }[];
  readonly images: readonly { readonly bufferView: number; readonly mimeType: string }[];
  readonly meshes: readonly {
    readonly primitives: readonly {
      readonly attributes: Readonly<Record<string, number>>;
      readonly indices: number;
      readonly targets?: readonly Readonly<Record<string, number>>[];
    }[];
    readonly weights?: readonly number[];
    readonly extras?: { readonly targetNames: readonly string[] };
  }[];
}

const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;

export async function readGlb(bytes: Uint8Array): Promise<GlbMesh> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonLength = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength))) as GltfJson;
  const binary = 20 + jsonLength + 8;
  const read = (index: number, componentType: number): number[] => {
    const accessor = json.accessors[index]!;
    if (accessor.componentType !== componentType) throw new Error(`accessor ${index} has another type`);
    const { byteOffset = 0, byteStride } = json.bufferViews[accessor.bufferView]!;
    const width = { SCALAR: 1, VEC2: 2, VEC3: 3 }[accessor.type];
    const size = componentType === FLOAT ? 4 : 2;
    const start = binary + byteOffset + (accessor.byteOffset ?? 0);
    return Array.from({ length: accessor.count * width }, (_, i) => {
      const at = start + Math.floor(i / width) * (byteStride ?? width * size) + (i % width) * size;
      return componentType === FLOAT ? view.getFloat32(at, true) : view.getUint16(at, true);
    });
  };
  const primitive = json.meshes[0]!.primitives[0]!;
  const { byteOffset = 0, byteLength } = json.bufferViews[json.images[0]!.bufferView]!;
  const png = bytes.subarray(binary + byteOffset, binary + byteOffset + byteLength);
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    json,
    attribute: (name) => Float32Array.from(read(primitive.attributes[name]!, FLOAT)),
    target: (index, name) => Float32Array.from(read(primitive.targets![index]![name]!, FLOAT)),
    triangles: Uint16Array.from(read(primitive.indices, UNSIGNED_SHORT)),
    texture: { width: info.width, height: info.height, pixels: data },
  };
}
