import { cos, sin } from '../../numeric/elementary.js';
import type { Random } from '../../numeric/random.js';
import { noise } from './patterns.js';

/** How often something is before the face. */
const CHANCE = 0.15;

/**
 * A hand, a scarf, a microphone: one to three ellipses of one stuff that cover a part of the picture, from an edge
 * more often than not.
 *
 * @param image [size, size], 0 to 255; overwritten and returned
 */
export function cover(image: Float32Array, size: number, random: Random): Float32Array {
  if (random.uniform() >= CHANCE) return image;
  const stuff = noise(random, size, size, [4, 4], 3);
  const [tone, contrast] = [random.uniform(10, 230), random.uniform(0, 60)];
  const from = random.uniform(0, 2 * Math.PI);
  const distance = random.uniform(0.3, 0.6);
  const count = 1 + random.integer(3);
  for (let k = 0; k < count; k++) {
    const [x0, y0] = [
      0.5 + distance * cos(from) + random.uniform(-0.1, 0.1),
      // More often from below, where hands and scarves are.
      0.5 + distance * Math.abs(sin(from)) + random.uniform(-0.1, 0.1),
    ];
    const [rx, ry, angle] = [
      random.uniform(0.06, 0.3),
      random.uniform(0.05, 0.14),
      random.uniform(0, Math.PI),
    ];
    const [c, s] = [cos(angle), sin(angle)];
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const [dx, dy] = [(x + 0.5) / size - x0, (y + 0.5) / size - y0];
        const [u, v] = [(c * dx + s * dy) / rx, (c * dy - s * dx) / ry];
        const inside = 1 - (u * u + v * v);
        if (inside <= 0) continue;
        const share = Math.min(1, 4 * inside);
        const i = y * size + x;
        const shade = tone * (0.6 + 0.4 * Math.sqrt(inside)) + contrast * stuff[i]!;
        image[i]! += share * (shade - image[i]!);
      }
  }
  return image;
}
