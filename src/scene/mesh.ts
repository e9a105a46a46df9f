/** Triangles that can be drawn. Positions are given apart, since a morphable mesh changes them. */
export interface Mesh {
  readonly vertexCount: number;
  /** Three vertices a triangle, counter-clockwise from outside: [triangles, 3]. */
  readonly triangles: Uint16Array | Uint32Array;
}

/**
 * Smooth vertex normals: the area-weighted mean of the normals of the triangles around each vertex.
 *
 * @param positions [vertices, 3]
 * @param normals overwritten with unit vectors, [vertices, 3]
 */
export function vertexNormals(mesh: Mesh, positions: Float32Array, normals: Float32Array): void {
  const { triangles } = mesh;
  normals.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t]! * 3;
    const b = triangles[t + 1]! * 3;
    const c = triangles[t + 2]! * 3;
    const ax = positions[a]!;
    const ay = positions[a + 1]!;
    const az = positions[a + 2]!;
    const ux = positions[b]! - ax;
    const uy = positions[b + 1]! - ay;
    const uz = positions[b + 2]! - az;
    const vx = positions[c]! - ax;
    const vy = positions[c + 1]! - ay;
    const vz = positions[c + 2]! - az;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    normals[a]! += nx;
    normals[a + 1]! += ny;
    normals[a + 2]! += nz;
    normals[b]! += nx;
    normals[b + 1]! += ny;
    normals[b + 2]! += nz;
    normals[c]! += nx;
    normals[c + 1]! += ny;
    normals[c + 2]! += nz;
  }
  for (let i = 0; i < mesh.vertexCount * 3; i += 3) {
    const x = normals[i]!;
    const y = normals[i + 1]!;
    const z = normals[i + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (length > 0) {
      normals[i] = x / length;
      normals[i + 1] = y / length;
      normals[i + 2] = z / length;
    }
  }
}

/** How a mesh is moved into the unit sphere, and the vertices that decide it. */
export interface UnitSphere {
  /** Middle of the bounding box, which goes to the origin. */
  readonly middle: readonly [number, number, number];
  /** Of the distance from there. */
  readonly scale: number;
  /** The vertices with the least and the greatest x, y and z. */
  readonly lowest: readonly [number, number, number];
  readonly highest: readonly [number, number, number];
  /** The vertex farthest from the middle. */
  readonly farthest: number;
}

/** @param positions [vertices, 3] */
export function unitSphere(positions: Float32Array): UnitSphere {
  const middle: [number, number, number] = [0, 0, 0];
  const lowest: [number, number, number] = [0, 0, 0];
  const highest: [number, number, number] = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = axis; i < positions.length; i += 3) {
      const x = positions[i]!;
      if (x < low) [low, lowest[axis]] = [x, (i - axis) / 3];
      if (x > high) [high, highest[axis]] = [x, (i - axis) / 3];
    }
    middle[axis] = (low + high) / 2;
  }
  const [x0, y0, z0] = middle;
  let most = 0;
  let farthest = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]! - x0;
    const y = positions[i + 1]! - y0;
    const z = positions[i + 2]! - z0;
    const square = x * x + y * y + z * z;
    if (square > most) [most, farthest] = [square, i / 3];
  }
  return { middle, scale: 1 / Math.sqrt(most), lowest, highest, farthest };
}

/**
 * Moves the middle of the bounding box to the origin and scales the farthest vertex to distance 1, so that a
 * camera which sees the unit sphere sees the whole mesh however it is turned.
 *
 * @param positions overwritten, [vertices, 3]
 */
export function fitUnitSphere(positions: Float32Array): void {
  const {
    middle: [x0, y0, z0],
    scale,
  } = unitSphere(positions);
  for (let i = 0; i < positions.length; i += 3) {
    positions[i] = (positions[i]! - x0) * scale;
    positions[i + 1] = (positions[i + 1]! - y0) * scale;
    positions[i + 2] = (positions[i + 2]! - z0) * scale;
  }
}
