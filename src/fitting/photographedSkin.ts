import { enlargeTexture } from '../head/enlargeTexture.js';
import { layOutHead } from '../head/layout.js';
import { bakeTexture, fillGaps, type Texture, toByte } from '../head/texture.js';
import type { FaceModel } from '../scene/faceModel.js';
import { createHead } from '../scene/head.js';
import { luma } from '../scene/luma.js';
import { mirrorOf } from '../scene/mirror.js';
import type { Vector } from '../scene/vector.js';
import { type ColourField, colourAt, isColoured } from './colourField.js';
import type { FittedHead } from './fitHead.js';
import { fallOf, lightingOf } from './lighting.js';
import { createSight } from './sight.js';
import { spreadOverHead, type Texel, texelsOf } from './skinOnHead.js';
import { rotate, viewOf } from './view.js';
import { smoothstep, worthAsSkin } from './worthAsSkin.js';

/** Texels of the sheet a texel of the face model. */
const SCALE = 2;
/** Cosines of the angle of sight from which a place begins to count, and counts in full. */
const SLANTING: readonly [number, number] = [0.2, 0.55];
/** The same of the share of the light that reaches it: what lies in the dark is not to be told. */
const DARK: readonly [number, number] = [0.12, 0.35];
/** A place that is off by this, in shares of white, counts half: it may be hair, or not the head at all. */
const STRANGE = 0.35;
/** How far skin may be from the model's, as a logarithm: beyond is a highlight, a shadow or a beard. */
const MOST = 1.2;
/** What a place on the unseen side is worth to be as its mirror image. */
const MIRRORED = 0.5;

/**
 * The skin of a fitted head: from the photograph where that shows it, its light taken away; from the other
 * half where only that is seen; else the model's, in the tone of what is seen.
 *
 * What the photograph says is kept as a ratio to the model's own skin. Its broad part is spread over the
 * surface; the fine part is laid over it where it is seen, or its mirror image, and fades out with how well
 * it is seen: so there is no seam.
 */
export function photographedSkin(model: FaceModel, fitted: FittedHead, photograph: ColourField): Texture {
  const layout = layOutHead(model);
  const texels = texelsOf(layout, SCALE);
  const [width, height] = [layout.width * SCALE, layout.height * SCALE];
  const painted = bakeTexture(model, layout, createHead(model).paint(fitted.texture, 3));
  const own = enlargeTexture(painted, SCALE);
  const look = createGlimpses(model, fitted, photograph);
  const seen = texels.map((texel) => look(texel, texelAt(own, texel.place)));
  const mirror = mirrorOf(model);
  const partner = new Int32Array(width * height).fill(-1);
  for (const [i, { place }] of texels.entries()) partner[place] = i;
  const sheet = new Float32Array(3 * width * height).fill(Number.NaN);
  for (let channel = 0; channel < 3; channel++) {
    const broad = spreadOverHead(model.mesh, broadPart(model, mirror, texels, seen, channel));
    const smooth = texels.map(({ vertices, shares }) => blend(broad, vertices, shares));
    const fine = seen.map(({ ratio }, i) => ratio[channel]! - smooth[i]!);
    for (const [i, { place }] of texels.entries()) {
      const column = place % width;
      const other = partner[place - column + (width - 1 - column)]!;
      const { weight } = seen[i]!;
      const mirrored = other < 0 ? 0 : (1 - weight) * seen[other]!.weight * fine[other]!;
      const ratio = smooth[i]! + weight * fine[i]! + mirrored;
      sheet[3 * place + channel] = own.pixels[3 * place + channel]! * Math.exp(ratio);
    }
  }
  fillGaps(sheet, width);
  return { width, height, pixels: Uint8Array.from(sheet, toByte) };
}

/** What a photograph says of a place on the head. */
interface Glimpse {
  /** How well it is seen, 0 to 1. */
  readonly weight: number;
  /** Logarithm of the photographed skin over the model's: red, green, blue. */
  readonly ratio: Vector;
}

const UNSEEN: Glimpse = { weight: 0, ratio: [0, 0, 0] };

function createGlimpses(
  model: FaceModel,
  { circumstances, positions, normals }: FittedHead,
  photograph: ColourField,
): (texel: Texel, own: Vector) => Glimpse {
  const { rotation, camera } = viewOf(circumstances);
  const light = lightingOf(circumstances);
  const { projected, isSeen } = createSight(model, photograph.size)(positions, rotation, camera);
  const coloured = isColoured(photograph);
  const worth = worthAsSkin(model);
  return ({ vertices, shares }, own) => {
    const [x, y, inverseDepth] = [0, 1, 2].map((axis) => blendOf(projected, axis, vertices, shares)) as [
      number,
      number,
      number,
    ];
    if (!isSeen(x, y, inverseDepth)) return UNSEEN;
    const [nx, ny, nz] = [0, 1, 2].map((axis) => blendOf(normals, axis, vertices, shares)) as [
      number,
      number,
      number,
    ];
    const length = Math.hypot(nx, ny, nz) || 1;
    const normal = rotate(rotation, nx / length, ny / length, nz / length);
    const { share, gloss } = fallOf(light, normal);
    let weight = smoothstep(normal[2], SLANTING) * smoothstep(share, DARK) * blend(worth, vertices, shares);
    if (weight === 0) return UNSEEN;
    const taken = [0, 1, 2].map((channel) => colourAt(photograph, x, y, channel) / 255) as unknown as Vector;
    const ratio = taken.map((grey, channel) => {
      const level = Math.max(0, (grey - light.black) / light.white) ** (1 / light.gamma);
      const skin = Math.max(1, (255 * level - gloss) / share);
      return Math.log(skin / Math.max(1, coloured ? own[channel]! : luma(...own)));
    }) as unknown as Vector;
    const strange = Math.abs(
      luma(...taken) - light.black - light.white * ((share * luma(...own) + gloss) / 255) ** light.gamma,
    );
    weight /= 1 + (strange / STRANGE) ** 2;
    return { weight, ratio: ratio.map((r) => Math.min(MOST, Math.max(-MOST, r))) as unknown as Vector };
  };
}

/** The ratio at the vertices: what is seen there, and what is seen of their mirror images. */
function broadPart(
  { mesh }: FaceModel,
  mirror: Uint16Array,
  texels: readonly Texel[],
  seen: readonly Glimpse[],
  channel: number,
): { readonly values: Float32Array; readonly weights: Float32Array } {
  const sums = new Float32Array(mesh.vertexCount);
  const weights = new Float32Array(mesh.vertexCount);
  const counts = new Float32Array(mesh.vertexCount);
  for (const [i, { vertices, shares }] of texels.entries())
    for (const [k, v] of vertices.entries()) {
      const weight = shares[k]! * seen[i]!.weight;
      sums[v]! += weight * seen[i]!.ratio[channel]!;
      weights[v]! += weight;
      counts[v]! += shares[k]!;
    }
  const both = (own: Float32Array, v: number): number =>
    (own[v]! + MIRRORED * own[mirror[v]!]!) / Math.max(1e-6, counts[v]! + MIRRORED * counts[mirror[v]!]!);
  return {
    values: sums.map((_, v) => both(sums, v) / Math.max(1e-9, both(weights, v))),
    weights: weights.map((_, v) => both(weights, v)),
  };
}

function blend(values: Float32Array, vertices: Texel['vertices'], shares: Texel['shares']): number {
  return (
    shares[0] * values[vertices[0]]! + shares[1] * values[vertices[1]]! + shares[2] * values[vertices[2]]!
  );
}

function blendOf(
  vectors: Float32Array,
  axis: number,
  [a, b, c]: Texel['vertices'],
  shares: Texel['shares'],
): number {
  return (
    shares[0] * vectors[3 * a + axis]! +
    shares[1] * vectors[3 * b + axis]! +
    shares[2] * vectors[3 * c + axis]!
  );
}

function texelAt({ pixels }: Texture, place: number): Vector {
  return [pixels[3 * place]!, pixels[3 * place + 1]!, pixels[3 * place + 2]!];
}
