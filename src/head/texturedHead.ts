import { UserError } from '../errors.js';
import type { FaceModel } from '../scene/faceModel.js';
import { createHead } from '../scene/head.js';
import { vertexNormals } from '../scene/mesh.js';
import { createMorph } from '../scene/morph.js';
import { layOutHead, spread } from './layout.js';
import { coefficientName, type Person } from './person.js';
import { bakeTexture, type Texture } from './texture.js';

/** A head that other programs can draw: metres, +y up, facing +z, its left side at +x. */
export interface TexturedHead {
  /** [vertices, 3] */
  readonly positions: Float32Array;
  /** Unit vectors, [vertices, 3]. */
  readonly normals: Float32Array;
  /** Places on the texture, 0 to 1: to the right, and down from the top; [vertices, 2]. */
  readonly texcoords: Float32Array;
  /** Counter-clockwise from outside, [triangles, 3]. */
  readonly triangles: Uint16Array;
  readonly texture: Texture;
  readonly morphs: readonly Morph[];
  /** Whose it is and under which licence, as a line for the file. */
  readonly copyright: string;
}

/** What one standard deviation more of a coefficient adds. */
export interface Morph {
  /** `shape.1` */
  readonly name: string;
  /** [vertices, 3]; exact at any weight, since the model is linear. */
  readonly positions: Float32Array;
  /** [vertices, 3]; exact at weight 0 and 1. */
  readonly normals: Float32Array;
}

export interface HeadOptions {
  /** How many shape coefficients, from the one that varies most, can be changed in the file; 10 by default. */
  readonly morphs?: number;
  /** A skin of the person's own, in the layout of heads; else the one that the face model paints. */
  readonly skin?: Texture;
}

const PHOTOGRAPHED = 'Skin from a photograph, whose rights remain. ';

const MORPHS = 10;
/** The face model's decimetres. */
const METRES = 0.1;

const LICENCE =
  "Head from dcign's face model, made from MakeHuman's CC0 assets. CC0 1.0 Universal " +
  '(https://creativecommons.org/publicdomain/zero/1.0/)';

/**
 * The head of a person, with the skin that the face model paints, or the one given.
 *
 * @throws UserError for more morphs than the face model has
 */
export function texturedHead(model: FaceModel, person: Person, options: HeadOptions = {}): TexturedHead {
  const { morphs: count = MORPHS, skin } = options;
  checkMorphs(model, count);
  const layout = layOutHead(model);
  const morph = createMorph(model.shape);
  const surfaceOf = (shape: Float32Array): { positions: Float32Array; normals: Float32Array } => {
    const positions = morph(shape).map((x) => METRES * x);
    const normals = new Float32Array(positions.length);
    vertexNormals(model.mesh, positions, normals);
    return { positions, normals };
  };
  const own = surfaceOf(person.shape);
  const morphs = Array.from({ length: count }, (_, k): Morph => {
    const more = surfaceOf(person.shape.map((x, i) => (i === k ? x + 1 : x)));
    return {
      name: coefficientName('shape', k),
      positions: spread(
        layout,
        model.shape.components[k]!.map((x) => METRES * x),
      ),
      normals: spread(
        layout,
        more.normals.map((x, i) => x - own.normals[i]!),
      ),
    };
  });
  return {
    positions: spread(layout, own.positions),
    normals: spread(layout, own.normals),
    texcoords: layout.texcoords,
    triangles: layout.triangles,
    texture: skin ?? bakeTexture(model, layout, createHead(model).paint(person.texture, 3)),
    morphs,
    copyright: skin === undefined ? LICENCE : PHOTOGRAPHED + LICENCE,
  };
}

/** @throws UserError for more morphs than the face model has */
export function checkMorphs({ shape }: FaceModel, count: number): void {
  const available = shape.components.length;
  if (!(Number.isInteger(count) && count >= 0 && count <= available))
    throw new UserError(
      `A head cannot be written with ${count} morph targets: the face model has ${available} coefficients of shape. ` +
        `Give a whole number from 0 to ${available}.`,
    );
}
