import { cos, sin } from '../../numeric/elementary.js';
import { vertexNormals } from '../mesh.js';
import { cross, dot, normalise, subtract, type Vector } from '../vector.js';

/** A closed surface, its triangles counter-clockwise from outside. */
export interface Solid {
  /** [vertices, 3]; a corner is there once for each smooth face that meets in it. */
  readonly positions: readonly number[];
  /** Three vertices a triangle. */
  readonly triangles: readonly number[];
}

/**
 * The solid between rings of equally many points, each joined to the next; flat lids close the first and the last.
 *
 * Legs, rails and hoops are lofts along a path, seats and cushions upwards, curved backs sideways: everything that a
 * chair is made of, so that nothing has to be said twice about what is outside.
 *
 * @param rings star-shaped about the mean of their points, all turning the same way
 * @param edges whether the faces round the rings blend into each other, or meet at edges
 */
export function loft(rings: readonly (readonly Vector[])[], edges: 'round' | 'sharp'): Solid {
  const positions: number[] = [];
  const triangles: number[] = [];
  const add = (points: readonly Vector[]): number => {
    const first = positions.length / 3;
    for (const point of points) positions.push(...point);
    return first;
  };
  const around = rings[0]!.length;
  const strips =
    edges === 'round'
      ? [{ columns: rings, closed: true }]
      : rings[0]!.map((_, k) => ({
          columns: rings.map((ring) => [ring[k]!, ring[(k + 1) % around]!]),
          closed: false,
        }));
  for (const { columns, closed } of strips) {
    const width = columns[0]!.length;
    const first = add(columns.flat());
    for (let r = 0; r + 1 < columns.length; r++)
      for (let k = 0; k < (closed ? width : width - 1); k++) {
        const [a, b] = [first + r * width + k, first + r * width + ((k + 1) % width)];
        triangles.push(a, b, b + width, a, b + width, a + width);
      }
  }
  for (const [ring, outwards] of [
    [rings[0]!, false],
    [rings.at(-1)!, true],
  ] as const) {
    const first = add([meanOf(ring), ...ring]);
    for (let k = 0; k < around; k++) {
      const [b, c] = [first + 1 + k, first + 1 + ((k + 1) % around)];
      triangles.push(first, ...(outwards ? [b, c] : [c, b]));
    }
  }
  return { positions, triangles: volumeOf(positions, triangles) < 0 ? turned(triangles) : triangles };
}

/** A solid with six sides: its lower corners in turn, and those above them. */
export function hexahedron(lower: readonly Vector[], upper: readonly Vector[]): Solid {
  return loft([lower, upper], 'sharp');
}

/** The corners of a level rectangle at height y, in turn. */
export function rectangleAt(
  y: number,
  [left, right]: readonly [number, number],
  [back, front]: readonly [number, number],
): readonly Vector[] {
  return [
    [left, y, back],
    [right, y, back],
    [right, y, front],
    [left, y, front],
  ];
}

/** An upright box. */
export function box(
  x: readonly [left: number, right: number],
  [bottom, top]: readonly [number, number],
  z: readonly [back: number, front: number],
): Solid {
  return hexahedron(rectangleAt(bottom, x, z), rectangleAt(top, x, z));
}

/**
 * A round bar along a path.
 *
 * @param radii at the path's first and last point, even between them
 */
export function tube(path: readonly Vector[], radii: readonly [number, number], sides = 8): Solid {
  const last = path.length - 1;
  const tangents = path.map((_, i) =>
    normalise(subtract(path[Math.min(last, i + 1)]!, path[Math.max(0, i - 1)]!)),
  );
  const across = acrossOf(tangents);
  return loft(
    path.map((centre, i) => {
      const radius = radii[0] + ((radii[1] - radii[0]) * i) / last;
      const u = normalise(cross(across, tangents[i]!));
      const v = cross(tangents[i]!, u);
      return Array.from({ length: sides }, (_, k): Vector => {
        const [c, s] = [radius * cos((2 * Math.PI * k) / sides), radius * sin((2 * Math.PI * k) / sides)];
        return [
          centre[0] + c * u[0] + s * v[0],
          centre[1] + c * u[1] + s * v[1],
          centre[2] + c * u[2] + s * v[2],
        ];
      });
    }),
    'round',
  );
}

/**
 * A round leg, cut level at both ends, so that however it leans its foot stands flat on the floor.
 *
 * @param radii at the foot and at the top
 */
export function leg([foot, top]: readonly [Vector, Vector], radii: readonly [number, number]): Solid {
  const sides = 8;
  const circle = ([x, y, z]: Vector, radius: number): Vector[] =>
    Array.from({ length: sides }, (_, k) => {
      const angle = (2 * Math.PI * k) / sides;
      return [x + radius * cos(angle), y, z + radius * sin(angle)];
    });
  return loft([circle(foot, radii[0]), circle(top, radii[1])], 'round');
}

/** The axis that a path keeps farthest away from: sections turn about it without twisting. */
function acrossOf(tangents: readonly Vector[]): Vector {
  const axes: readonly Vector[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const nearness = (axis: Vector): number => Math.max(...tangents.map((t) => Math.abs(dot(t, axis))));
  return axes.reduce((best, axis) => (nearness(axis) < nearness(best) ? axis : best));
}

/**
 * A slab with this outline, whose rim is rounded.
 *
 * @param outline of the widest section at a height: x and z, in turn
 * @param rounding how much narrower bottom and top are than the middle, in units of length; 0 leaves them upright
 */
export function slab(
  outline: readonly (readonly [x: number, z: number])[],
  [bottom, top]: readonly [number, number],
  rounding = 0,
  edges: 'round' | 'sharp' = 'round',
): Solid {
  const radius = Math.max(...outline.map(([x, z]) => Math.max(Math.abs(x), Math.abs(z))));
  const shrink = 1 - rounding / radius;
  const profile =
    rounding === 0
      ? ([
          [0, 1],
          [1, 1],
        ] as const)
      : ([
          [0, shrink],
          [0.15, 0.3 * shrink + 0.7],
          [0.5, 1],
          [0.85, 0.3 * shrink + 0.7],
          [1, shrink],
        ] as const);
  return loft(
    profile.map(([share, scale]) =>
      outline.map(([x, z]): Vector => [scale * x, bottom + share * (top - bottom), scale * z]),
    ),
    edges,
  );
}

/** Moves a solid. */
export function moved({ positions, triangles }: Solid, by: Vector): Solid {
  return { positions: positions.map((x, i) => x + by[i % 3]!), triangles };
}

/** Six times the volume; negative where triangles are clockwise from outside. */
export function volumeOf(positions: readonly number[], triangles: readonly number[]): number {
  const at = (v: number): Vector => [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3)
    sum += dot(at(triangles[t]!), cross(at(triangles[t + 1]!), at(triangles[t + 2]!)));
  return sum;
}

/** @returns unit vectors [vertices, 3], even over smooth faces and broken at edges */
export function normalsOf({ positions, triangles }: Solid): Float32Array {
  const normals = new Float32Array(positions.length);
  const mesh = { vertexCount: positions.length / 3, triangles: Uint32Array.from(triangles) };
  vertexNormals(mesh, Float32Array.from(positions), normals);
  return normals;
}

function turned(triangles: readonly number[]): readonly number[] {
  return triangles.map((_, i) => triangles[i - (i % 3) + [0, 2, 1][i % 3]!]!);
}

function meanOf(points: readonly Vector[]): Vector {
  const sum = points.reduce<Vector>(([x, y, z], p) => [x + p[0], y + p[1], z + p[2]], [0, 0, 0]);
  return [sum[0] / points.length, sum[1] / points.length, sum[2] / points.length];
}
