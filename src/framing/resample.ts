import type { Frame } from './frame.js';
import type { Raster } from './raster.js';

/**
 * A frame of a picture in colour, drawn with `size` pixels. Each is the mean of as many samples as it takes to miss
 * none of the picture's pixels, so that what is scaled down does not flicker.
 *
 * @param outside colour of what lies beyond the picture; if not given, its nearest edge goes on there
 * @returns [size, size, 3], 0 to 255
 */
export function drawFrame(
  source: Raster,
  frame: Frame,
  size: number,
  outside?: readonly [number, number, number],
): Float32Array {
  const { width, height, channels, pixels } = source;
  const green = channels === 1 ? 0 : 1;
  const blue = channels === 1 ? 0 : 2;
  const [lastX, lastY] = [width - 1, height - 1];
  const angle = (frame.roll * Math.PI) / 180;
  const samples = Math.max(1, Math.ceil(frame.side / size - 0.01));
  const step = frame.side / (size * samples);
  const [right, down] = [step * Math.cos(angle), step * Math.sin(angle)];
  const first = (1 - size * samples) / 2;
  const originX = frame.x + first * (right - down) - 0.5;
  const originY = frame.y + first * (down + right) - 0.5;
  // Many samples need no mixing of the pixels that each lies between: their mean mixes them.
  const mixes = samples <= 2;
  const share = 1 / samples ** 2;
  const result = new Float32Array(size * size * 3);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let sumR = 0;
      let sumG = 0;
      let sumB = 0;
      for (let j = row * samples; j < (row + 1) * samples; j++)
        for (let i = column * samples; i < (column + 1) * samples; i++) {
          const x = originX + i * right - j * down;
          const y = originY + i * down + j * right;
          if (outside !== undefined && (x < -0.5 || y < -0.5 || x > lastX + 0.5 || y > lastY + 0.5)) {
            sumR += outside[0];
            sumG += outside[1];
            sumB += outside[2];
            continue;
          }
          // On the picture, so that mixing takes its nearest edge for what lies beyond.
          const inX = x < 0 ? 0 : Math.min(x, lastX);
          const inY = y < 0 ? 0 : Math.min(y, lastY);
          if (!mixes) {
            const at = channels * (Math.round(inY) * width + Math.round(inX));
            sumR += pixels[at]!;
            sumG += pixels[at + green]!;
            sumB += pixels[at + blue]!;
            continue;
          }
          const left = Math.floor(inX);
          const top = Math.floor(inY);
          const u = inX - left;
          const v = inY - top;
          const a = channels * (top * width + left);
          const b = left < lastX ? a + channels : a;
          const below = top < lastY ? channels * width : 0;
          const c = a + below;
          const d = b + below;
          const wa = (1 - u) * (1 - v);
          const wb = u * (1 - v);
          const wc = (1 - u) * v;
          const wd = u * v;
          sumR += wa * pixels[a]! + wb * pixels[b]! + wc * pixels[c]! + wd * pixels[d]!;
          sumG +=
            wa * pixels[a + green]! +
            wb * pixels[b + green]! +
            wc * pixels[c + green]! +
            wd * pixels[d + green]!;
          sumB +=
            wa * pixels[a + blue]! + wb * pixels[b + blue]! + wc * pixels[c + blue]! + wd * pixels[d + blue]!;
        }
      const at = 3 * (row * size + column);
      result[at] = share * sumR;
      result[at + 1] = share * sumG;
      result[at + 2] = share * sumB;
    }
  return result;
}

/**
 * A picture scaled as a whole, in RGB: a pixel is the mean of the middles of up to `most` x `most` parts of what it
 * covers. Two are enough for a detector, and four times as quick as all pixels of a large photograph.
 */
export function scaled(source: Raster, scale: number, most: number): Raster {
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const samples = Math.min(most, Math.max(1, Math.ceil(1 / scale - 0.01)));
  const { channels } = source;
  const columns = places(source.width, width, samples).map((x) => x * channels);
  const rows = places(source.height, height, samples).map((y) => y * source.width * channels);
  const green = channels === 1 ? 0 : 1;
  const blue = channels === 1 ? 0 : 2;
  const share = 1 / samples ** 2;
  const pixels = new Uint8Array(width * height * 3);
  const { pixels: given } = source;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let j = y * samples; j < (y + 1) * samples; j++)
        for (let i = x * samples; i < (x + 1) * samples; i++) {
          const at = rows[j]! + columns[i]!;
          r += given[at]!;
          g += given[at + green]!;
          b += given[at + blue]!;
        }
      const at = 3 * (y * width + x);
      pixels[at] = share * r + 0.5;
      pixels[at + 1] = share * g + 0.5;
      pixels[at + 2] = share * b + 0.5;
    }
  return { width, height, channels: 3, pixels };
}

function places(length: number, target: number, samples: number): Int32Array {
  const step = length / (target * samples);
  return Int32Array.from({ length: target * samples }, (_, i) =>
    Math.min(length - 1, Math.floor((i + 0.5) * step)),
  );
}

/** The mean colour of a picture, from a few thousand of its pixels. */
export function meanColour({ width, height, channels, pixels }: Raster): readonly [number, number, number] {
  const stride = Math.max(1, Math.floor((width * height) / 4096));
  const sums = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < width * height; i += stride, count++)
    for (let c = 0; c < 3; c++) sums[c]! += pixels[i * channels + (channels === 1 ? 0 : c)]!;
  return [sums[0]! / count, sums[1]! / count, sums[2]! / count];
}
