/**
 * The luminance of ITU-R BT.709 in linear light, as a grey of the same brightness; what sharp takes too. Greys pass
 * unchanged.
 *
 * @param r red, green and blue, 0 to 255
 * @returns 0 to 255
 */
export function luminance(r: number, g: number, b: number): number {
  if (r === g && g === b) return r;
  return 255 * encode(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b));
}

/** The sRGB transfer function (IEC 61966-2-1), both ways. */
function linear(value: number): number {
  const x = value / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

function encode(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
