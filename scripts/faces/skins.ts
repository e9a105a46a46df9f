import sharp from 'sharp';
import type { Random } from '../../src/numeric/random.js';
import type { Texel } from './atlas.js';
import { ATLAS, SKIN_SIZE } from './headMesh.js';
import { type Brow, beardMask, browMask, eyeColour, hairMask, lashMask } from './paint.js';

/**
 * Hair has one hue, a little of grey apart, and differs in brightness: with black, blond and red as colours of
 * their own, the normal distribution would also hold their opposites, green and blue.
 */
const HAIR_HUE = [1, 0.76, 0.56] as const;

/** Brown and blue-grey; what lies between is hazel. */
const IRIS_BROWN = [74, 46, 28] as const;
const IRIS_BLUE = [104, 122, 134] as const;

/** Draws textures: RGB planes over the atlas's texels, [3 x texels], 0 to 255. */
export async function textureSampler(
  skinPaths: readonly string[],
  texels: readonly Texel[],
  noise: Random,
): Promise<(random: Random) => Float64Array> {
  const skins = await Promise.all(skinPaths.map((path) => readSkin(path, texels)));
  const grain = texels.map(() => 1 + 0.16 * noise.normal());
  const fringe = texels.map(() => 0.03 * noise.normal());
  const n = texels.length;
  return (random) => {
    const texture = new Float64Array(3 * n);
    const parts = skins
      .map((skin) => ({ skin, key: random.uniform() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, 3)
      .map(({ skin }) => ({ skin, share: random.uniform() ** 2 + 0.02 }));
    const whole = parts.reduce((sum, { share }) => sum + share, 0);
    const tone = 1 + 0.05 * random.normal();
    const warmth = 0.03 * random.normal();
    const tint = [tone * (1 + warmth), tone, tone * (1 - warmth)];

    const brightness = 24 + 100 * random.uniform() ** 2.5;
    const grey = 0.5 * random.uniform() ** 3;
    const hair = HAIR_HUE.map((hue) => brightness * (hue + grey * (0.85 - hue)));
    const hairAmount = random.uniform() < 0.08 ? random.uniform(0, 0.3) : random.uniform(0.8, 0.97);
    const recession = 0.09 * random.normal();
    const beardAmount = random.uniform() < 0.4 ? random.uniform(0.1, 0.6) : 0;
    const brow: Brow = {
      height: 0.012 * random.normal(),
      thickness: random.uniform(0.022, 0.05),
      arch: random.uniform(0.01, 0.06),
    };
    const browAmount = random.uniform(0.55, 0.95);
    const blue = random.uniform() ** 1.5;
    const iris = IRIS_BROWN.map((c, k) => (c + blue * (IRIS_BLUE[k]! - c)) * random.uniform(0.85, 1.15));

    texels.forEach(({ position, ear, index }, i) => {
      if (!position) {
        const dx = (index % ATLAS.width) - ATLAS.eye.x;
        const dy = Math.floor(index / ATLAS.width) - ATLAS.eye.y;
        const colour = eyeColour(Math.sqrt(dx * dx + dy * dy) / ATLAS.eye.radius, iris);
        for (let c = 0; c < 3; c++) texture[c * n + i] = colour[c]!;
        return;
      }
      const strands = grain[i]!;
      const scalp = hairAmount * (1 - ear) * hairMask(position, recession, fringe[i]!);
      const beard = beardAmount * (1 - ear) * beardMask(position);
      const eyebrow = browAmount * browMask(position, brow);
      const lash = lashMask(position);
      for (let c = 0; c < 3; c++) {
        let colour = 0;
        for (const { skin, share } of parts) colour += (share / whole) * skin[c * n + i]!;
        colour *= tint[c]!;
        colour += (hair[c]! * strands - colour) * scalp;
        colour += (hair[c]! * 0.9 * strands - colour) * beard;
        colour += (hair[c]! * 0.75 * strands - colour) * eyebrow;
        colour += (24 - colour) * lash;
        texture[c * n + i] = colour;
      }
    });
    return texture;
  };
}

/** A skin at the texels, both sides of the face averaged: [3 x texels]. */
async function readSkin(path: string, texels: readonly Texel[]): Promise<Float64Array> {
  const pixels = await sharp(path).removeAlpha().toColourspace('srgb').raw().toBuffer();
  const skin = new Float64Array(3 * texels.length);
  const bilinear = (x: number, y: number, c: number): number => {
    const column = Math.min(SKIN_SIZE - 2, Math.max(0, Math.floor(x - 0.5)));
    const row = Math.min(SKIN_SIZE - 2, Math.max(0, Math.floor(y - 0.5)));
    const fx = Math.min(1, Math.max(0, x - 0.5 - column));
    const fy = Math.min(1, Math.max(0, y - 0.5 - row));
    const at = (dx: number, dy: number): number => pixels[((row + dy) * SKIN_SIZE + column + dx) * 3 + c]!;
    return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
  };
  texels.forEach(({ skin: place }, i) => {
    if (!place) return;
    for (let c = 0; c < 3; c++) {
      skin[c * texels.length + i] = (bilinear(place[0], place[1], c) + bilinear(place[2], place[3], c)) / 2;
    }
  });
  return skin;
}
