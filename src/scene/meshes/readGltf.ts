import { dirname, resolve } from 'node:path';
import {
  type Accessor,
  type GLTF,
  Logger,
  type Material,
  type Node,
  PlatformIO,
  type Primitive,
  type Texture,
  type TextureInfo,
} from '@gltf-transform/core';
import {
  ALL_EXTENSIONS,
  KHRMaterialsPBRSpecularGlossiness,
  KHRTextureTransform,
  type PBRSpecularGlossiness,
  type Transform,
} from '@gltf-transform/extensions';
import { MeshoptDecoder } from 'meshoptimizer';
import { checkBuffers } from './checkBuffers.js';
import { greyOfLinear, readTexture } from './grey.js';
import { type GreyTexture, type ObjectPart, type TexturedPart, UnusableMesh } from './parts.js';
import { readBeside } from './readBeside.js';

const DRACO = 'KHR_draco_mesh_compression';
const KTX2 = 'KHR_texture_basisu';
const INSTANCING = 'EXT_mesh_gpu_instancing';

/** What cannot be read here, and what to do. */
const REFUSED: Readonly<Record<string, string>> = {
  [DRACO]: 'its meshes are compressed by Draco; export it without compression, or with meshopt',
  [KTX2]: 'its textures are KTX2; export it with PNG or JPEG textures',
  [INSTANCING]: `its copies are instances (${INSTANCING}); export it with each of them as a mesh`,
};
/** Where a file holds the same in another form beside these, that is taken. */
const EXTENSIONS = ALL_EXTENSIONS.filter((one) => !Object.hasOwn(REFUSED, one.EXTENSION_NAME));

/**
 * Reads a glTF file, `.glb` or `.gltf` with what lies beside it: the meshes of its scene where its nodes put them, at
 * rest. Base colours, vertex colours and base colour textures count; unlit materials are lit as all others.
 *
 * @param root the folder of objects, which no file outside of is read
 * @throws UnusableMesh where it cannot be read
 */
export async function readGltf(path: string, root: string): Promise<readonly ObjectPart[]> {
  // What the library makes of a broken file is all kinds of errors.
  return partsOf(path, root).catch((error: Error) => {
    if (error instanceof UnusableMesh) throw error;
    throw new UnusableMesh(`it is no whole glTF file (${error.message.split('\n')[0]}); take an intact copy`);
  });
}

async function partsOf(path: string, root: string): Promise<readonly ObjectPart[]> {
  await MeshoptDecoder.ready;
  const io = new FolderIO(root)
    .setLogger(new Logger(Logger.Verbosity.SILENT))
    .registerExtensions(EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  const file = await io.readAsJSON(path);
  const needed = neededBy(file.json);
  const refused = needed.find((name) => Object.hasOwn(REFUSED, name));
  if (refused !== undefined) throw new UnusableMesh(REFUSED[refused]!);
  const unknown = needed.find((name) => !EXTENSIONS.some((one) => one.EXTENSION_NAME === name));
  if (unknown !== undefined)
    throw new UnusableMesh(
      `it needs the glTF extension ${unknown}, which is not known here; export it without`,
    );
  checkBuffers(file);
  const document = (await io.readJSON(file)).getRoot();
  const scene = document.getDefaultScene() ?? document.listScenes()[0];
  const pictures = new Map<object, Promise<GreyTexture>>();
  const nodes: Node[] = [];
  if (scene === undefined) nodes.push(...document.listNodes());
  else scene.traverse((node) => nodes.push(node));
  const parts: ObjectPart[] = [];
  for (const node of nodes)
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const part = await readPrimitive(primitive, node.getWorldMatrix(), pictures);
      if (part !== undefined) parts.push(part);
    }
  return parts;
}

const ELSEWHERE = /^[a-z][a-z+.-]+:\/\//i;

/**
 * Reads what a file names from the disk, and from within a folder alone. The library's own reader imports `node:path`
 * as it goes, and is at times done with a file before it has it.
 */
class FolderIO extends PlatformIO {
  readonly #root: string;

  constructor(root: string) {
    super();
    this.#root = root;
  }

  protected override async readURI(uri: string, type: 'view'): Promise<Uint8Array<ArrayBuffer>>;
  protected override async readURI(uri: string, type: 'text'): Promise<string>;
  protected override async readURI(uri: string): Promise<Uint8Array<ArrayBuffer> | string> {
    if (ELSEWHERE.test(uri))
      throw new UnusableMesh(`it takes ${uri} from elsewhere; save that beside it and export it again`);
    return readBeside(uri, this.#root);
  }

  protected override resolve(base: string, path: string): string {
    return ELSEWHERE.test(path) ? path : resolve(base, decodeURIComponent(path));
  }

  protected override dirname(uri: string): string {
    return dirname(uri);
  }
}

/** Extensions that must be understood: those that the file says, and those without which something is not there. */
function neededBy({ extensionsRequired, extensionsUsed, textures, meshes, accessors }: GLTF.IGLTF): string[] {
  const needed = [...(extensionsRequired ?? [])];
  if (extensionsUsed?.includes(INSTANCING)) needed.push(INSTANCING);
  if (textures?.some(({ source, extensions }) => source === undefined && extensions?.[KTX2]))
    needed.push(KTX2);
  const packed = meshes?.flatMap(({ primitives }) => primitives).filter((one) => one.extensions?.[DRACO]);
  if (packed?.some(({ attributes }) => accessors?.[attributes.POSITION!]?.bufferView === undefined))
    needed.push(DRACO);
  return needed;
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
  const base = material && baseOf(material);
  const [r, g, b] = base?.factor ?? [1, 1, 1];
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
    texture: base ? await textureOf(primitive, base, pictures) : undefined,
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

interface BaseColour {
  readonly factor: readonly number[];
  readonly texture: Texture | null;
  readonly info: TextureInfo | null;
}

/** The colour that a surface has in white light, by either of the two models that glTF has had. */
function baseOf(material: Material): BaseColour {
  const glossy = material.getExtension<PBRSpecularGlossiness>(
    KHRMaterialsPBRSpecularGlossiness.EXTENSION_NAME,
  );
  if (glossy)
    return {
      factor: glossy.getDiffuseFactor(),
      texture: glossy.getDiffuseTexture(),
      info: glossy.getDiffuseTextureInfo(),
    };
  return {
    factor: material.getBaseColorFactor(),
    texture: material.getBaseColorTexture(),
    info: material.getBaseColorTextureInfo(),
  };
}

async function textureOf(
  primitive: Primitive,
  { texture, info }: BaseColour,
  pictures: Map<object, Promise<GreyTexture>>,
): Promise<TexturedPart | undefined> {
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
