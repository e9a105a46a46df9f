/**
 * IEEE 754 half precision: the bits of each number, rounded to the nearest, ties to even. Beyond 65504 is
 * infinity, as the standard has it.
 */
export function toHalf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word, i) => {
    const sign = (word >>> 16) & 0x8000;
    const magnitude = word & 0x7fffffff;
    if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
    // From here up it rounds to infinity: halfway between 65504 and 65536, which is even.
    if (magnitude >= 0x477ff000) return sign | 0x7c00;
    // Below 2^-14 halves are multiples of 2^-24; a step up from the largest of them is the smallest normal one.
    if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(values[i]!) * 2 ** 24);
    // Thirteen bits of the mantissa go; a carry runs into the exponent, as it should.
    const rounded = magnitude + 0x0fff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - 0x38000000) >>> 13);
  });
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
