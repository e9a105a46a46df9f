import { type Accessor, Document, TextureInfo, WebIO } from '@gltf-transform/core';
import type { TexturedHead } from './texturedHead.js';

/** Skin is dull: of what it throws back, hardly anything is a reflection. */
const ROUGHNESS = 0.7;

/**
 * Puts a `.glb` together: glTF 2.0, all in one file. It runs in Node and in the page.
 *
 * @param png the head's texture
 * @param generator what writes the file
 */
export async function assembleGlb(
  head: TexturedHead,
  png: Uint8Array<ArrayBuffer>,
  generator: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const document = new Document();
  const root = document.getRoot();
  const asset = root.getAsset();
  asset.generator = generator;
  asset.copyright = head.copyright;
  const buffer = document.createBuffer();
  const accessor = (type: 'SCALAR' | 'VEC2' | 'VEC3', array: Float32Array | Uint16Array): Accessor =>
    document.createAccessor().setType(type).setArray(array.slice()).setBuffer(buffer);

  const texture = document.createTexture('skin').setMimeType('image/png').setImage(png);
  const material = document
    .createMaterial('skin')
    .setBaseColorTexture(texture)
    .setMetallicFactor(0)
    .setRoughnessFactor(ROUGHNESS)
    // The neck is open below: without its inner side one would look through the head.
    .setDoubleSided(true);
  material
    .getBaseColorTextureInfo()!
    .setWrapS(TextureInfo.WrapMode.CLAMP_TO_EDGE!)
    .setWrapT(TextureInfo.WrapMode.CLAMP_TO_EDGE!)
    .setMinFilter(TextureInfo.MinFilter.LINEAR_MIPMAP_LINEAR!)
    .setMagFilter(TextureInfo.MagFilter.LINEAR!);

  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', head.positions))
    .setAttribute('NORMAL', accessor('VEC3', head.normals))
    .setAttribute('TEXCOORD_0', accessor('VEC2', head.texcoords))
    .setIndices(accessor('SCALAR', head.triangles))
    .setMaterial(material);
  for (const { name, positions, normals } of head.morphs)
    primitive.addTarget(
      document
        .createPrimitiveTarget(name)
        .setAttribute('POSITION', accessor('VEC3', positions))
        .setAttribute('NORMAL', accessor('VEC3', normals)),
    );
  const mesh = document.createMesh('head').addPrimitive(primitive);
  if (head.morphs.length > 0)
    mesh.setWeights(head.morphs.map(() => 0)).setExtras({ targetNames: head.morphs.map(({ name }) => name) });
  const scene = document.createScene().addChild(document.createNode('head').setMesh(mesh));
  root.setDefaultScene(scene);
  return new WebIO().writeBinary(document);
}
