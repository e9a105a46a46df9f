import { cos, log, sin } from './elementary.js';

const OFFSETS = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
/** Odd, so that multiplying loses nothing; the first is FNV's. */
const MULTIPLIERS = [0x01000193, 0x9e3779b1, 0x85ebca77, 0xc2b2ae3d];

/**
 * Seeded random numbers, the same on every machine.
 *
 * A stream is named by numbers and words, `new Random(seed, 'train', 'azimuth', 17)`, so any batch or any
 * training step can be drawn again by itself: resuming needs no saved generator state and workers need no
 * order. The generator is xoshiro128** (Blackman and Vigna 2018). Its 128 bits come from a hash of the name
 * that is as wide, so that no two of the many streams of a data set meet: four multiplicative hashes side by
 * side in the way of FNV-1a, then murmur3's finaliser. One of 32 bits would give two of 12,000 batches the same
 * draws with a chance of 1.7 %.
 */
export class Random {
  readonly #state = new Uint32Array(4);
  #spare: number | undefined;

  constructor(...name: readonly (string | number)[]) {
    const state = this.#state;
    state.set(OFFSETS);
    for (const part of name) {
      for (const character of `${typeof part === 'number' ? '#' : '$'}${part}/`) {
        const code = character.codePointAt(0)!;
        for (let i = 0; i < 4; i++) state[i] = Math.imul(state[i]! ^ code, MULTIPLIERS[i]!);
      }
    }
    // Each word is mixed into the next, twice round, so that every bit of the state depends on the whole name.
    for (let i = 0; i < 8; i++) state[i % 4] = mix(state[i % 4]! ^ state[(i + 3) % 4]!);
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

  /** Goes on as if so many numbers of `normal` had been drawn, for less than a tenth of their cost. */
  skipNormals(count: number): void {
    let left = count;
    if (left > 0 && this.#spare !== undefined) {
      this.#spare = undefined;
      left--;
    }
    // Two of them come of two whole numbers.
    for (; left > 1; left -= 2) {
      this.uint32();
      this.uint32();
    }
    if (left === 1) this.normal();
  }
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** The finaliser of MurmurHash3 (Appleby 2011). */
function mix(x: number): number {
  let z = x ^ (x >>> 16);
  z = Math.imul(z, 0x85ebca6b);
  z ^= z >>> 13;
  z = Math.imul(z, 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
