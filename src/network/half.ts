/**
 * IEEE 754 half precision: 10 bits of mantissa, 5 of exponent. Numbers of ordinary size keep a relative error
 * of 2^-11; above 65,504 lies infinity, below 6e-8 zero. (Node 20 has no Float16Array.)
 */

/** Rounds to the nearest half, ties to even. */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const shifted = new Float32Array(1);
  const shiftedBits = new Uint32Array(shifted.buffer);
  return Uint16Array.from(bits, (word, i) => {
    const sign = (word >>> 16) & 0x8000;
    const size = word & 0x7fffffff;
    if (size > 0x7f800000) return sign | 0x7e00; // not a number
    if (size >= 0x477ff000) return sign | 0x7c00; // 65,520 and more round to infinity
    if (size >= 0x38800000) {
      // 2^-14 and more: cut 13 bits off the mantissa, and 112 off the exponent's bias.
      return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
    }
    // Below lie multiples of 2^-24, which is the last bit of a float32 between 1/2 and 1.
    shifted[0] = Math.abs(values[i]!) + 0.5;
    return sign | (shiftedBits[0]! - 0x3f000000);
  });
}

/** Exact. */
export function fromHalf(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25);
  });
}
