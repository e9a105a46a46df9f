import { cos, log, sin } from './elementary.js';

/**
 * Seeded random numbers, the same on every machine.
 *
 * A stream is named by numbers and words, `new Random(seed, 'train', 'azimuth', 17)`, so any batch or any
 * training step can be drawn again by itself: resuming needs no saved generator state and workers need no
 * order. The generator is xoshiro128** (Blackman and Vigna 2018), seeded by an FNV-1a hash of the name that
 * is stretched by splitmix32.
 */
export class Random {
  readonly #state = new Uint32Array(4);
  #spare: number | undefined;

  constructor(...name: readonly (string | number)[]) {
    let hash = 0x811c9dc5;
    for (const part of name) {
      for (const character of `${typeof part === 'number' ? '#' : '$'}${part}/`) {
        hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
      }
    }
    for (let i = 0; i < 4; i++) {
      hash = (hash + 0x9e3779b9) | 0;
      let z = hash ^ (hash >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      this.#state[i] = z ^ (z >>> 15);
    }
  }

  /** A whole number, uniform in [0, 2^32). */
  uint32(): number {
    const s = this.#state;
    const s1 = s[1]!;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= s1 << 9;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** Uniform in [min, max). */
  uniform(min = 0, max = 1): number {
    return min + (max - min) * (this.uint32() / 4294967296);
  }

  /** A whole number, uniform in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal, by the Box-Muller transform. */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * log((this.uint32() + 1) / 4294967297));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * sin(angle);
    return radius * cos(angle);
  }
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
