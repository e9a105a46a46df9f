import { cos, sin } from '../../numeric/elementary.js';
import type { Random } from '../../numeric/random.js';
import type { FaceModel } from '../faceModel.js';
import { vertexNormals } from '../mesh.js';
import { grid, LAYERS, type Prop, rowOf } from './prop.js';

/** Rings of a thing's outline, and points of a ring. */
const CELLS = [24, 12] as const;

/** Up to three bottles, boxes, bowls and the like, each turned from an outline of its own; at times none. */
export function things(atlas: FaceModel['atlas'], random: Random): readonly Prop[] {
  return Array.from({ length: random.integer(4) }, () => thing(atlas, random));
}

function thing({ width, height }: FaceModel['atlas'], random: Random): Prop {
  const layer = LAYERS[1 + random.integer(LAYERS.length - 1)]!;
  const outline = Array.from({ length: 6 }, () => random.uniform(0.1, 0.8));
  // A closed top and bottom.
  outline[0] = 0;
  outline[outline.length - 1] = 0;
  const [length, flat] = [random.uniform(0.3, 1.1), random.uniform(0.3, 1)];
  const corners = random.uniform() < 0.4 ? 2 + random.integer(4) : 0;
  const middle = [0, 1, 2].map(() => random.uniform(-0.3, 0.3)) as [number, number, number];
  const { mesh, surface, positions } = grid(
    (s, t) => {
      const angle = 2 * Math.PI * (1 - s);
      const place = t * (outline.length - 1);
      const ring = Math.min(outline.length - 2, Math.floor(place));
      const radius = outline[ring]! + (place - ring) * (outline[ring + 1]! - outline[ring]!);
      const r = radius * (corners === 0 ? 1 : 1 + 0.2 * cos(corners * angle));
      return [
        middle[0] + r * sin(angle),
        middle[1] + length * (1 - 2 * t),
        middle[2] + flat * r * cos(angle),
      ];
    },
    CELLS,
    { width, height, row: rowOf(layer, height) },
  );
  const normals = new Float32Array(positions.length);
  vertexNormals(mesh, positions, normals);
  return { mesh, surface, positions, normals, worn: true, gloss: random.uniform(0, 2) };
}
