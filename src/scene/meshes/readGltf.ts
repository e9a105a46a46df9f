import {
  type Accessor,
  GLB_BUFFER,
  type JSONDocument,
  Logger,
  type Material,
  type Node,
  NodeIO,
  type Primitive,
} from '@gltf-transform/core';
import {
  ALL_EXTENSIONS,
  EXTMeshoptCompression,
  KHRTextureTransform,
  type Transform,
} from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer';
import { greyOfLinear, readTexture } from './grey.js';
import { type GreyTexture, type ObjectPart, type TexturedPart, UnusableMesh } from './parts.js';

/** What nobody can read without a decoder that is not here, and what to do. */
const REFUSED: Readonly<Record<string, string>> = {
  KHR_draco_mesh_compression:
    'its meshes are compressed by Draco; export it without compression, or with meshopt',
  KHR_texture_basisu: 'its textures are KTX2; export it with PNG or JPEG textures',
};

/**
 * Reads a glTF file, `.glb` or `.gltf` with what lies beside it: the meshes of its scene where its nodes put them, at
 * rest. Base colours, vertex colours and base colour textures count; unlit materials are lit as all others.
 *
 * @throws UnusableMesh where it cannot be read
 */
export async function readGltf(path: string): Promise<readonly ObjectPart[]> {
  await MeshoptDecoder.ready;
  const io = new NodeIO()
    .setLogger(new Logger(Logger.Verbosity.SILENT))
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  const file = await io.readAsJSON(path).catch(broken);
  const needed = file.json.extensionsRequired ?? [];
  const refused = needed.find((name) => Object.hasOwn(REFUSED, name));
  if (refused !== undefined) throw new UnusableMesh(REFUSED[refused]!);
  const unknown = needed.find((name) => !ALL_EXTENSIONS.some((one) => one.EXTENSION_NAME === name));
  if (unknown !== undefined)
    throw new UnusableMesh(
      `it needs the glTF extension ${unknown}, which is not known here; export it without`,
    );
  refuseShort(file);
  const root = (await io.readJSON(file).catch(broken)).getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const pictures = new Map<object, Promise<GreyTexture>>();
  const nodes: Node[] = [];
  if (scene === undefined) nodes.push(...root.listNodes());
  else scene.traverse((node) => nodes.push(node));
  const parts: ObjectPart[] = [];
  for (const node of nodes)
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const part = await readPrimitive(primitive, node.getWorldMatrix(), pictures);
      if (part !== undefined) parts.push(part);
    }
  return parts;
}

/** The library reads on behind a buffer's end: whatever lay there in memory became the object's corners. */
function refuseShort({ json, resources }: JSONDocument): void {
  for (const view of json.bufferViews ?? []) {
    // Of a compressed view the buffer that is named here is only for who cannot decompress, and empty.
    const packed = view.extensions?.[EXTMeshoptCompression.EXTENSION_NAME] as typeof view | undefined;
    const { buffer, byteOffset = 0, byteLength } = packed ?? view;
    const has = resources[json.buffers?.[buffer]?.uri ?? GLB_BUFFER]?.byteLength ?? 0;
    const needed = byteOffset + byteLength;
    if (has < needed)
      throw broken(new Error(`a buffer has ${has} of the ${needed} bytes that are read of it`));
  }
}

function broken(error: Error): never {
  throw new UnusableMesh(`it is no whole glTF file (${error.message.split('\n')[0]}); take an intact copy`);
}

async function readPrimitive(
  primitive: Primitive,
  matrix: readonly number[],
  pictures: Map<object, Promise<GreyTexture>>,
): Promise<ObjectPart | undefined> {
  const points = primitive.getAttribute('POSITION');
  const corners = points && trianglesOf(primitive, points.getCount());
  if (!points || !corners || corners.length === 0) return undefined;
  const { positions, normals, mirrored } = placed(points, primitive.getAttribute('NORMAL'), matrix);
  const material = primitive.getMaterial();
  const colours = primitive.getAttribute('COLOR_0');
  const [r, g, b] = material?.getBaseColorFactor() ?? [1, 1, 1];
  return {
    positions,
    normals,
    triangles: mirrored ? corners.map((_, i) => corners[i - (i % 3) + [0, 2, 1][i % 3]!]!) : corners,
    shades:
      colours === null
        ? undefined
        : Float32Array.from({ length: colours.getCount() }, (_, v) => {
            const [red, green, blue] = colours.getElement(v, [] as number[]);
            return greyOfLinear(red!, green!, blue!);
          }),
    tone: greyOfLinear(r!, g!, b!),
    texture: await textureOf(primitive, material, pictures),
    twoSided: material?.getDoubleSided() ?? false,
  };
}

/** Three vertices a triangle, also from strips and fans; undefined where it has points or lines. */
function trianglesOf(primitive: Primitive, count: number): Uint32Array | undefined {
  const given = primitive.getIndices()?.getArray();
  const indices = given ? Uint32Array.from(given) : Uint32Array.from({ length: count }, (_, i) => i);
  if (indices.some((v) => v >= count))
    throw new UnusableMesh('a triangle of it has a vertex that is not there; export it again');
  const { TRIANGLES, TRIANGLE_STRIP, TRIANGLE_FAN } = (primitive.constructor as typeof Primitive).Mode;
  const mode = primitive.getMode();
  if (mode === TRIANGLES) return indices.subarray(0, indices.length - (indices.length % 3));
  if (mode !== TRIANGLE_STRIP && mode !== TRIANGLE_FAN) return undefined;
  const triangles = Array.from({ length: Math.max(0, indices.length - 2) }, (_, i) => {
    if (mode === TRIANGLE_FAN) return [indices[0]!, indices[i + 1]!, indices[i + 2]!];
    return i % 2 === 0
      ? [indices[i]!, indices[i + 1]!, indices[i + 2]!]
      : [indices[i + 1]!, indices[i]!, indices[i + 2]!];
  });
  return Uint32Array.from(triangles.flat());
}

/** Vertices where a node's matrix puts them; normals by its cofactors, which keep them upright on the surface. */
function placed(
  points: Accessor,
  directions: Accessor | null,
  matrix: readonly number[],
): {
  readonly positions: Float32Array;
  readonly normals: Float32Array | undefined;
  readonly mirrored: boolean;
} {
  const [a, b, c, , d, e, f, , g, h, i, , x0, y0, z0] = matrix as number[];
  const cofactors = [
    [e! * i! - f! * h!, f! * g! - d! * i!, d! * h! - e! * g!],
    [c! * h! - b! * i!, a! * i! - c! * g!, b! * g! - a! * h!],
    [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!],
  ] as const;
  const determinant = a! * cofactors[0][0] + d! * cofactors[1][0] + g! * cofactors[2][0];
  const sign = determinant < 0 ? -1 : 1;
  const positions = new Float32Array(3 * points.getCount());
  const element: number[] = [];
  for (let v = 0; v < points.getCount(); v++) {
    const [x, y, z] = points.getElement(v, element) as [number, number, number];
    positions[3 * v] = a! * x + d! * y + g! * z + x0!;
    positions[3 * v + 1] = b! * x + e! * y + h! * z + y0!;
    positions[3 * v + 2] = c! * x + f! * y + i! * z + z0!;
  }
  if (directions === null || directions.getCount() !== points.getCount())
    return { positions, normals: undefined, mirrored: determinant < 0 };
  const normals = new Float32Array(positions.length);
  for (let v = 0; v < directions.getCount(); v++) {
    const [x, y, z] = directions.getElement(v, element) as [number, number, number];
    const turned = [0, 1, 2].map(
      (k) => sign * (cofactors[0][k]! * x + cofactors[1][k]! * y + cofactors[2][k]! * z),
    );
    const length = Math.sqrt(turned.reduce((sum, one) => sum + one * one, 0)) || 1;
    for (const [k, one] of turned.entries()) normals[3 * v + k] = one / length;
  }
  return { positions, normals, mirrored: determinant < 0 };
}

async function textureOf(
  primitive: Primitive,
  material: Material | null,
  pictures: Map<object, Promise<GreyTexture>>,
): Promise<TexturedPart | undefined> {
  const texture = material?.getBaseColorTexture();
  const info = material?.getBaseColorTextureInfo();
  const bytes = texture?.getImage();
  if (!texture || !info || !bytes) return undefined;
  const transform = info.getExtension<Transform>(KHRTextureTransform.EXTENSION_NAME);
  const set = transform?.getTexCoord() ?? info.getTexCoord();
  const places = primitive.getAttribute(`TEXCOORD_${set}`);
  if (places === null) return undefined;
  if (!pictures.has(texture))
    pictures.set(texture, readTexture(bytes, texture.getName() || texture.getURI() || 'inside'));
  return { picture: await pictures.get(texture)!, places: placesOf(places, transform) };
}

/** KHR_texture_transform: scaled, then turned, then moved. */
function placesOf(places: Accessor, transform: Transform | null): Float32Array {
  const [scaleU, scaleV] = transform?.getScale() ?? [1, 1];
  const [moveU, moveV] = transform?.getOffset() ?? [0, 0];
  const turn = transform?.getRotation() ?? 0;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const element: number[] = [];
  const result = new Float32Array(2 * places.getCount());
  for (let v = 0; v < places.getCount(); v++) {
    const [u, w] = places.getElement(v, element) as [number, number];
    result[2 * v] = c * scaleU! * u + s * scaleV! * w + moveU!;
    result[2 * v + 1] = c * scaleV! * w - s * scaleU! * u + moveV!;
  }
  return result;
}
