import type { ObjectPart, SmoothPart } from './parts.js';

/** The part with these vertices, in this order. */
export function picked(part: ObjectPart, vertices: Uint32Array): ObjectPart {
  const pick = (values: Float32Array, width: number): Float32Array => {
    const result = new Float32Array(vertices.length * width);
    for (let i = 0; i < vertices.length; i++)
      for (let k = 0; k < width; k++) result[i * width + k] = values[vertices[i]! * width + k]!;
    return result;
  };
  return {
    ...part,
    positions: pick(part.positions, 3),
    normals: part.normals && pick(part.normals, 3),
    shades: part.shades && pick(part.shades, 1),
    texture: part.texture && { ...part.texture, places: pick(part.texture.places, 2) },
  };
}

/** Vertices that are the same in everything become one: OBJ files have one for each corner of each triangle. */
export function welded(part: SmoothPart): SmoothPart {
  const { positions, normals, shades, texture, triangles } = part;
  const fields = [
    { values: positions, width: 3 },
    { values: normals, width: 3 },
    ...(shades ? [{ values: shades, width: 1 }] : []),
    ...(texture ? [{ values: texture.places, width: 2 }] : []),
  ];
  const width = fields.reduce((sum, field) => sum + field.width, 0);
  const count = positions.length / 3;
  const rows = new Float32Array(count * width);
  let offset = 0;
  for (const field of fields) {
    for (let v = 0; v < count; v++)
      for (let k = 0; k < field.width; k++) rows[v * width + offset + k] = field.values[v * field.width + k]!;
    offset += field.width;
  }
  const bits = new Uint32Array(rows.buffer);
  // Open addressing: each slot holds one more than the place of a kept vertex.
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count + 1)));
  const kept = new Uint32Array(count);
  const placeOf = new Uint32Array(count);
  let places = 0;
  const find = (v: number): number => {
    let hash = 0;
    for (let k = 0; k < width; k++) hash = Math.imul(hash ^ bits[v * width + k]!, 0x9e3779b1) ^ (hash >>> 15);
    for (let slot = hash >>> 0; ; slot++) {
      const place = slots[slot & (slots.length - 1)]!;
      if (place === 0) {
        kept[places] = v;
        slots[slot & (slots.length - 1)] = ++places;
        return places;
      }
      const twin = kept[place - 1]!;
      let k = 0;
      while (k < width && bits[twin * width + k] === bits[v * width + k]) k++;
      if (k === width) return place;
    }
  };
  for (const v of triangles) if (placeOf[v] === 0) placeOf[v] = find(v);
  const less = picked(part, kept.subarray(0, places));
  return { ...less, normals: less.normals!, triangles: triangles.map((v) => placeOf[v]! - 1) };
}
