import { cos, exp, log, sin } from '../../numeric/elementary.js';
import type { Random } from '../../numeric/random.js';
import type { FaceModel } from '../faceModel.js';
import type { Head } from '../head.js';
import { vertexNormals } from '../mesh.js';
import { grid, type Layer, type Prop, rowOf } from './prop.js';
import { line, type Site, shell, sitesOf } from './shell.js';

/** Scene units a decimetre of the mean head. */
const UNIT = 0.767;

/** Draws what a person may wear or have grown, at random, fitted to the head as it is. */
export interface Wardrobe {
  /** None to several. */
  dress(random: Random): readonly Prop[];
}

export function createWardrobe(model: FaceModel, head: Head): Wardrobe {
  const sites = sitesOf(model);
  const { width, height } = model.atlas;
  const texels = (layer: Layer) => ({ width, height, row: rowOf(layer, height) });
  const make = (
    layer: Layer,
    point: Parameters<typeof grid>[0],
    cells: readonly [number, number],
    gloss: number,
    { worn = true, twoSided = false } = {},
  ): Prop => {
    const { mesh, surface, positions } = grid(point, cells, texels(layer), twoSided);
    const normals = new Float32Array(positions.length);
    vertexNormals(twoSided ? { ...mesh, triangles: oneSide(mesh.triangles) } : mesh, positions, normals);
    return { mesh, surface, positions, normals, worn, gloss };
  };

  /** A wave across the head, so that no line is straight. */
  const wave = (random: Random, size: number): ((site: Site) => number) => {
    const [fx, fy, fz] = [random.uniform(-7, 7), random.uniform(-7, 7), random.uniform(-7, 7)];
    const start = random.uniform(0, 2 * Math.PI);
    return ({ x, y, z }) => size * sin(fx * x + fy * y + fz * z + start);
  };

  /** Covers the scalp above a line from brow to nape. */
  const hair = (random: Random): Prop[] => {
    const brow = random.uniform() < 0.3 ? random.uniform(0.3, 0.5) : random.uniform(0.5, 0.95);
    const parting = random.uniform(-0.25, 0.25);
    const overEars = random.uniform() < 0.4;
    const side = overEars ? random.uniform(-0.9, -0.1) : random.uniform(0.05, 0.4);
    const nape = Math.min(side, 0) - random.uniform(0.1, 0.6);
    const edge = line([
      [1, brow],
      [0.7, brow - random.uniform(-0.1, 0.15)],
      [0.4, overEars ? side + 0.3 : random.uniform(0.1, 0.6)],
      [0.1, overEars ? side : random.uniform(-0.4, 0.2)],
      [-0.15, side],
      [-0.6, nape],
      [-1, nape],
    ]);
    const thickness = random.uniform() < 0.3 ? random.uniform(0.01, 0.05) : random.uniform(0.05, 0.3);
    const top = random.uniform(0.4, 1.2);
    const ragged = wave(random, random.uniform(0, 0.08));
    const bumps = wave(random, random.uniform(0, 0.03));
    const pieces = [
      shell(
        model,
        head,
        sites,
        'hair',
        (site) => {
          const inside = site.y - edge(site.front) + parting * site.x + ragged(site);
          const full = thickness * (1 + top * Math.max(0, site.y)) + bumps(site);
          return UNIT * Math.min(inside * 0.8, Math.max(0.01, full));
        },
        random.uniform(0.2, 1),
      ),
    ];
    if (random.uniform() < 0.3) pieces.push(longHair(random, thickness));
    return pieces;
  };

  /** A curtain from ear to ear behind the face. */
  const longHair = (random: Random, thickness: number): Prop => {
    const opening = random.uniform(0.9, 1.7);
    const bottom = -random.uniform(0.6, 1.6);
    const [rx, rz] = [0.72 + 0.6 * thickness + random.uniform(0, 0.2), 0.95 + random.uniform(0, 0.2)];
    const flare = random.uniform(-0.1, 0.35);
    return make(
      'hair',
      (s, t) => {
        const angle = opening + (2 * Math.PI - 2 * opening) * (1 - s);
        const y = 0.75 + (bottom - 0.75) * t;
        const r = 1 + flare * t - 0.25 * (1 - t) * (1 - t);
        return [UNIT * rx * r * sin(angle), UNIT * y, UNIT * (-0.1 + rz * r * cos(angle))];
      },
      [24, 8],
      random.uniform(0.2, 0.8),
      { twoSided: true },
    );
  };

  /** Moustache, goatee, full beard or stubble. */
  const beard = (random: Random): Prop => {
    const kind = random.uniform();
    const full = kind < 0.45;
    const moustache = kind > 0.3;
    const chin = full || random.uniform() < 0.5;
    const thickness = random.uniform(0.012, 0.12);
    const cheek = line([
      [1, -0.6],
      [0.75, random.uniform(-0.6, -0.3)],
      [0.4, random.uniform(-0.5, -0.1)],
      [0.1, random.uniform(-0.2, 0.1)],
      [0, 0.1],
    ]);
    const ragged = wave(random, 0.05);
    const width = random.uniform(0.22, 0.34);
    return shell(
      model,
      head,
      sites,
      'hair',
      (site) => {
        const { x, y, z, front } = site;
        const mouth = Math.max(Math.abs(x) - 0.26, Math.abs(y + 0.48) - 0.09);
        const jaw = full
          ? Math.min(cheek(front) - y, y + 1.02, front - 0.02)
          : Math.min(0.3 - Math.abs(x), -0.6 - y, y + 1, z);
        const lip = Math.min(width - Math.abs(x), -0.27 - y, y + 0.43, z);
        const inside = Math.max(chin ? Math.min(jaw, mouth) : -1, moustache ? lip : -1) + ragged(site) / 3;
        return UNIT * Math.min(inside * 0.6, thickness);
      },
      0.2,
    );
  };

  /** A cap or hat; at times with a brim in front. */
  const hat = (random: Random): Prop[] => {
    const front = random.uniform(0.42, 0.85);
    const back = random.uniform(-0.1, 0.5);
    const thickness = random.uniform(0.08, 0.3);
    const cap = shell(
      model,
      head,
      sites,
      'hat',
      ({ y, front: f }) => UNIT * Math.min(2 * (y - (back + ((f + 1) / 2) * (front - back))), thickness),
      0,
    );
    if (random.uniform() < 0.5) return [cap];
    const [length, drop] = [random.uniform(0.3, 0.8), random.uniform(0, 0.25)];
    const round = random.uniform() < 0.4 ? Math.PI : random.uniform(0.6, 1.2);
    const brim = make(
      'hat',
      (s, t) => {
        const angle = (2 * s - 1) * round;
        const c = cos(angle);
        const y = back + ((c + 1) / 2) * (front - back) + 0.03;
        const r = 1 + (length + thickness) * t;
        const [x, z] = [0.78 * r * sin(angle), -0.38 + 0.98 * r * c];
        return [UNIT * x, UNIT * (y - drop * t), UNIT * (z + 0.38)];
      },
      [20, 2],
      0,
      { twoSided: true },
    );
    return [cap, brim];
  };

  /** Round the face, under the chin, over all else. */
  const headscarf = (random: Random): Prop => {
    const top = random.uniform(0.55, 0.95);
    const side = random.uniform(0.25, 0.6);
    const chin = -random.uniform(0.82, 1);
    const folds = wave(random, 0.05);
    const thickness = random.uniform(0.06, 0.2);
    return shell(
      model,
      head,
      sites,
      'cloth',
      (site) => {
        const { y, front } = site;
        const inside = Math.max(y - top, side - front, chin - y);
        return UNIT * Math.min(inside, thickness + folds(site));
      },
      0,
    );
  };

  /** Rims, bridge and temples; now and then dark glasses. */
  const spectacles = (random: Random): Prop[] => {
    const [rx, ry] = [random.uniform(0.22, 0.31), random.uniform(0.15, 0.26)];
    const [apart, up, ahead] = [0.31, 0.15 + random.uniform(-0.04, 0.04), 0.5 + random.uniform(0, 0.08)];
    const rim = random.uniform(0.02, 0.06);
    const square = random.uniform(0.55, 1);
    const dark = random.uniform() < 0.1;
    const inner = dark ? 0 : 1;
    const gloss = random.uniform(0, 2);
    const both = { twoSided: true };
    const round = (x: number): number => (x < 0 ? -1 : 1) * power(Math.abs(x), square);
    const parts = [-1, 1].flatMap((eye) => [
      make(
        'rim',
        (s, t) => {
          const angle = 2 * Math.PI * s;
          const [ex, ey] = [
            rx * inner + rim * t + (1 - inner) * rx * t,
            ry * inner + rim * t + (1 - inner) * ry * t,
          ];
          const x = eye * apart + ex * round(cos(angle));
          return [UNIT * x, UNIT * (up + ey * round(sin(angle))), UNIT * (ahead + 0.4 - 0.35 * x * x)];
        },
        [24, 1],
        gloss,
        both,
      ),
      make(
        'rim',
        (s, t) => {
          const x = apart + rx + rim * 0.5 + 0.06 * s + (0.72 - apart - rx) * Math.min(1, 3 * s);
          const z = ahead - 0.35 * (apart + rx) * (apart + rx) - s * 0.95;
          return [UNIT * eye * x, UNIT * (up + 0.06 - rim * (t - 0.5) * 1.4), UNIT * (z + 0.4)];
        },
        [4, 1],
        gloss,
        both,
      ),
    ]);
    const gap = apart - rx;
    const bridge = make(
      'rim',
      (s, t) => [
        UNIT * gap * (2 * s - 1) * 1.05,
        UNIT * (up + 0.05 + rim * (t - 0.5)),
        UNIT * (ahead + 0.4 + 0.01),
      ],
      [2, 1],
      gloss,
      both,
    );
    return [...parts, bridge];
  };

  /** Neck and shoulders, below where the head's neck ends. */
  const body = (random: Random): Prop => {
    const [rx, rz] = [random.uniform(1.3, 2.2), random.uniform(0.55, 0.9)];
    const collar = random.uniform(0.42, 0.7);
    const slope = random.uniform(0.25, 0.7);
    return make(
      'cloth',
      (s, t) => {
        const angle = 2 * Math.PI * (1 - s);
        const u = Math.min(1, t * 1.6);
        const spread = u * (2 - u);
        const x = collar + (rx - collar) * spread;
        const z = collar + (rz - collar) * spread;
        const y = 0.08 - slope * u * u - 2 * Math.max(0, t - 0.5);
        return [UNIT * x * sin(angle), UNIT * y, UNIT * z * cos(angle)];
      },
      [28, 10],
      0,
      { worn: false },
    );
  };

  return {
    dress(random) {
      const chance = (p: number): boolean => random.uniform() < p;
      const pieces: Prop[] = [];
      if (chance(0.75)) pieces.push(body(random));
      if (chance(0.06)) pieces.push(headscarf(random));
      else if (chance(0.8)) pieces.push(...hair(random));
      if (chance(0.09)) pieces.push(...hat(random));
      if (chance(0.3)) pieces.push(beard(random));
      if (chance(0.28)) pieces.push(...spectacles(random));
      return pieces;
    },
  };
}

/** The first winding of a surface that has both, cell by cell. */
function oneSide(triangles: Prop['mesh']['triangles']): Uint16Array {
  return Uint16Array.from(triangles).filter((_, i) => i % 12 < 6);
}

/** x to the power p, for x from 0 to 1. */
function power(x: number, p: number): number {
  return x < 1e-6 ? 0 : exp(p * log(x));
}
