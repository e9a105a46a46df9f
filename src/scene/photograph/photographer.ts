import { exp } from '../../numeric/elementary.js';
import { Random } from '../../numeric/random.js';
import { type Camera, project } from '../camera.js';
import type { FaceModel } from '../faceModel.js';
import type { Head } from '../head.js';
import { type Light, lightVertices } from '../light.js';
import { clear, createRaster, type Raster } from '../raster.js';
import { rasterise } from '../rasterise.js';
import { shade } from '../shade.js';
import { createShadows } from '../shadows.js';
import { compose, direction, facing, type Rotation, turned, type Vector } from '../vector.js';
import { expose } from './film.js';
import { cover } from './inFront.js';
import { background, createWeaves } from './patterns.js';
import { LAYERS } from './prop.js';
import { things } from './things.js';
import { createWardrobe } from './worn.js';

/** What the factors say of a photograph: angles in degrees, and the skin as a plane of the atlas. */
export interface Sitter {
  readonly azimuth: number;
  readonly elevation: number;
  readonly light: number;
  readonly skin: Float32Array;
}

/** Samples a pixel along one side. */
const SUPERSAMPLING = 2;
/** Where the neck ends, in the head's frame. */
const NECK: Vector = [0, -0.88, -0.13];

export interface Photographer {
  /**
   * The head as it is shaped: dressed, before something, behind something, under another lamp and a second softer one,
   * nearer or farther, a little beside the middle and askew, and through a camera's faults.
   *
   * @param random decides all that the sitter does not
   * @returns grey, [size, size]
   */
  portrait(sitter: Sitter, size: number, random: Random): Uint8Array;
  /** No head, but things: taken in the same way. */
  stillLife(size: number, random: Random): Uint8Array;
}

/**
 * Takes photographs for an encoder to learn from. So that it learns to ignore what is not the head, they vary more than
 * photographs do, and what is drawn is right rather than beautiful.
 */
export function createPhotographer(model: FaceModel, head: Head): Photographer {
  const { mesh, atlas } = model;
  const texels = atlas.width * atlas.height;
  const open = once(() => {
    const shadows = createShadows(mesh, { ...atlas, planes: [] });
    const weaves = createWeaves(new Random('weaves'), atlas.width, atlas.height);
    return { shadows, weaves, wardrobe: createWardrobe(model, head) };
  });
  const plane = new Float32Array(texels * LAYERS.length);
  let raster: Raster | undefined;

  const take = (sitter: Sitter | undefined, size: number, random: Random): Uint8Array => {
    const { shadows, weaves, wardrobe } = open();
    const { azimuth, elevation, light } = sitter ?? anyPose(random);
    const samples = size * SUPERSAMPLING;
    if (raster?.samples !== samples) raster = createRaster(samples, plane.length);
    const camera = place(random);
    const roll = turned(Math.min(12, Math.max(-12, 4 * random.normal())));
    const rotation = compose(roll, facing(azimuth, elevation));
    const upright = compose(roll, facing(azimuth * random.uniform(0, 1), 0));
    const { lamp, ambient, lights } = lamps(light, random);
    const isHard = random.uniform() < 0.25;
    const bare = { surface: atlas, positions: head.positions, normals: head.normals, worn: true, gloss: 1 };
    const seen =
      sitter === undefined ? things(atlas, random) : [{ ...bare, mesh }, ...wardrobe.dress(random)];

    clear(raster);
    for (const { mesh, surface, positions, normals, worn, gloss } of seen) {
      const projected = new Float32Array(positions.length);
      const lit = new Float32Array((positions.length / 3) * 2);
      const frame = worn ? rotation : upright;
      project(worn ? positions : moved(positions, upright, rotation), frame, camera, samples, projected);
      for (const lamp of lights) addLight(normals, frame, { ...lamp, specular: lamp.specular * gloss }, lit);
      rasterise(mesh, { ...surface, width: atlas.width, planes: [] }, projected, lit, raster);
    }
    // Those of the head alone: what else stands before the lamp would need maps of its own.
    const reached =
      sitter !== undefined && isHard
        ? shadows.cast(head.positions, rotation, lamp, camera, raster)
        : undefined;

    if (sitter !== undefined) plane.set(sitter.skin);
    for (let layer = 1; layer < LAYERS.length; layer++) {
      const weave = weaves[random.integer(weaves.length)]!;
      // Hair is dark more often than not.
      const tone =
        LAYERS[layer] === 'hair' && random.uniform() < 0.6 ? random.uniform(5, 70) : random.uniform(5, 220);
      const contrast = random.uniform(0, 0.9) * tone;
      for (let i = 0; i < texels; i++) plane[layer * texels + i] = Math.max(0, tone + contrast * weave[i]!);
    }
    const surface = { ...atlas, planes: [plane] };
    const shaded = shade(raster, { surface, ambient, background: 0, reached }, SUPERSAMPLING);
    const image = before(shaded, raster, size, background(random, size));
    return expose(cover(image, size, random), size, random);
  };
  return { portrait: take, stillLife: (size, random) => take(undefined, size, random) };
}

/** For a camera that looks at nobody. */
function anyPose(random: Random): Omit<Sitter, 'skin'> {
  return {
    azimuth: random.uniform(-180, 180),
    elevation: random.uniform(-90, 90),
    light: random.uniform(-90, 90),
  };
}

/** Nearer or farther, larger or smaller, and beside the middle. */
function place(random: Random): Camera {
  const distance = random.uniform(3.5, 9);
  const halfHeight = 1.03 * exp(random.uniform(-0.26, 0.18));
  return { distance, halfHeight, right: random.uniform(-0.06, 0.06), up: random.uniform(-0.06, 0.06) };
}

/** The lamp that the factor names, higher or lower, harder or softer, and in half of all pictures a second one. */
function lamps(
  azimuth: number,
  random: Random,
): { lamp: { azimuth: number; elevation: number }; ambient: number; lights: readonly Light[] } {
  const lamp = { azimuth, elevation: random.uniform(-30, 70) };
  const softness = random.uniform(0, 1);
  const ambient = 0.02 + 0.5 * softness * softness;
  const main = {
    direction: direction(lamp.azimuth, lamp.elevation),
    ambient,
    diffuse: 1.08 - ambient,
    specular: random.uniform(0, 60),
  };
  if (random.uniform() < 0.5) return { lamp, ambient, lights: [main] };
  const second = {
    direction: direction(random.uniform(-90, 90), random.uniform(-20, 70)),
    ambient,
    diffuse: main.diffuse * random.uniform(0, 0.45),
    specular: 0,
  };
  return { lamp, ambient, lights: [main, second] };
}

function addLight(normals: Float32Array, rotation: Rotation, light: Light, lit: Float32Array): void {
  const one = new Float32Array(lit.length);
  lightVertices(normals, rotation, light, one);
  for (let i = 0; i < lit.length; i++) lit[i]! += one[i]!;
}

/** The head before what is behind it: a pixel at the rim shows both. */
function before(seen: Uint8Array, raster: Raster, size: number, behind: Float32Array): Float32Array {
  const result = new Float32Array(size * size);
  const share = 1 / (SUPERSAMPLING * SUPERSAMPLING);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      let open = 0;
      for (let dy = 0; dy < SUPERSAMPLING; dy++)
        for (let dx = 0; dx < SUPERSAMPLING; dx++) {
          const sample = (y * SUPERSAMPLING + dy) * raster.samples + x * SUPERSAMPLING + dx;
          if (raster.inverseDepth[sample] === 0) open += share;
        }
      const i = y * size + x;
      result[i] = seen[i]! + open * behind[i]!;
    }
  return result;
}

/** Positions of a body, whose origin is put where the turned head's neck ends. */
function moved(positions: Float32Array, own: Rotation, head: Rotation): Float32Array {
  const result = positions.slice();
  // In the body's frame: own^T (head NECK).
  const at = head.map((row) => row[0] * NECK[0] + row[1] * NECK[1] + row[2] * NECK[2]) as [
    number,
    number,
    number,
  ];
  const offset = [0, 1, 2].map((k) => own[0][k]! * at[0] + own[1][k]! * at[1] + own[2][k]! * at[2]);
  for (let i = 0; i < result.length; i++) result[i]! += offset[i % 3]!;
  return result;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
