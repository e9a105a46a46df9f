import type { Picture } from '../picture/picture.js';

/**
 * Reads a portable grey map, plain (P2) or raw (P5), 8 or 16 bits: the one format of the AT&T faces and
 * other old data sets that sharp does not read.
 *
 * @returns undefined where `bytes` are not a whole PGM
 */
export function readPgm(bytes: Uint8Array): Picture | undefined {
  let at = 0;
  /** The next word of the header; `#` starts a comment that ends with its line. */
  const word = (): string => {
    let text = '';
    for (; at < bytes.length; at++) {
      const character = String.fromCharCode(bytes[at]!);
      if (character === '#') while (at < bytes.length && bytes[at] !== 0x0a) at++;
      else if (!/\s/.test(character)) text += character;
      else if (text !== '') break;
    }
    return text;
  };
  const magic = String.fromCharCode(...bytes.subarray(0, 2));
  if (magic !== 'P2' && magic !== 'P5') return undefined;
  at = 2;
  const width = Number(word());
  const height = Number(word());
  const white = Number(word());
  const count = width * height;
  if (!isLength(width) || !isLength(height) || !(white > 0 && white < 65536)) return undefined;
  at++;
  const bytesEach = white > 255 ? 2 : 1;
  // Plain numbers take a digit and a blank each. Before there is room for pixels: a header may say anything.
  if (bytes.length - at < (magic === 'P5' ? count * bytesEach : 2 * count - 1)) return undefined;
  const pixels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value =
      magic === 'P2'
        ? Number.parseInt(word(), 10)
        : bytesEach === 1
          ? bytes[at + i]!
          : bytes[at + 2 * i]! * 256 + bytes[at + 2 * i + 1]!;
    if (Number.isNaN(value)) return undefined;
    pixels[i] = Math.round((255 * Math.min(value, white)) / white);
  }
  return { width, height, pixels };
}

function isLength(n: number): boolean {
  return Number.isInteger(n) && n > 0;
}
