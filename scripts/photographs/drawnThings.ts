import sharp from 'sharp';
import { Random } from '../../src/numeric/random.js';

/** Pictures that show no face, of kinds that nobody has trained on. */
export const THINGS = ['landscapes', 'noise', 'text'] as const;
export type Thing = (typeof THINGS)[number];

/**
 * A picture without a face, of 200 to 640 pixels a side: a landscape of sky, ridges, trees and perhaps water; noise
 * whose amplitude falls with the frequency f as 1, 1/f or 1/f²; or a page of text.
 *
 * @returns a PNG file
 */
export async function drawThing(kind: Thing, index: number): Promise<Uint8Array> {
  const random = new Random('no face', kind, index);
  const [width, height] = [200 + random.integer(441), 200 + random.integer(441)];
  const draw = { landscapes: landscape, noise: spectrum, text };
  return draw[kind](random, width, height, index);
}

function greyFile(values: Float32Array, width: number, height: number): Promise<Uint8Array> {
  const pixels = Uint8ClampedArray.from(values);
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/** Of an octave of noise whose amplitude falls as f^-a, the deviation goes as f^(1 - a): there are f² waves in it. */
async function spectrum(random: Random, width: number, height: number, index: number): Promise<Uint8Array> {
  const exponent = index % 3;
  return greyFile(await fractal(random, width, height, exponent, 128, 45), width, height);
}

/** @returns [height, width], of that mean and deviation */
async function fractal(
  random: Random,
  width: number,
  height: number,
  exponent: number,
  mean: number,
  deviation: number,
): Promise<Float32Array> {
  const sum = new Float32Array(width * height);
  for (let cells = 2; cells <= Math.max(width, height); cells *= 2) {
    const [columns, rows] = [Math.min(cells, width), Math.min(cells, height)];
    const grid = Uint8ClampedArray.from({ length: columns * rows }, () => 128 + 40 * random.normal());
    const octave = await sharp(grid, { raw: { width: columns, height: rows, channels: 1 } })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    for (let i = 0; i < sum.length; i++) sum[i]! += (octave[i]! - 128) * cells ** (1 - exponent);
  }
  const middle = sum.reduce((a, b) => a + b, 0) / sum.length;
  const spread = Math.sqrt(sum.reduce((a, b) => a + (b - middle) ** 2, 0) / sum.length);
  return sum.map((value) => mean + (deviation * (value - middle)) / spread);
}

/** Ridges before a sky, each nearer one darker or lighter than the last, perhaps with trees, the sun, and a lake. */
async function landscape(random: Random, width: number, height: number): Promise<Uint8Array> {
  const pixels = await fractal(random, width, height, 2, random.uniform(140, 220), random.uniform(3, 25));
  const slope = random.uniform(-60, 60);
  for (let i = 0; i < pixels.length; i++) pixels[i]! += slope * (Math.floor(i / width) / height - 0.5);
  const fill = (x: number, from: number, to: number, shade: (y: number) => number): void => {
    for (let y = Math.max(0, Math.round(from)); y < Math.min(height, to); y++)
      pixels[y * width + x] = shade(y);
  };
  if (random.uniform() < 0.4) {
    const [sunX, sunY, radius] = [
      random.uniform(0, width),
      random.uniform(0, height / 2),
      random.uniform(5, 30),
    ];
    for (let x = Math.max(0, Math.ceil(sunX - radius)); x < Math.min(width, sunX + radius); x++) {
      const half = Math.sqrt(radius ** 2 - (x - sunX) ** 2);
      fill(x, sunY - half, sunY + half, () => 250);
    }
  }
  const ridges = 2 + random.integer(4);
  const [far, near] = [random.uniform(90, 180), random.uniform(15, 110)];
  const horizon = random.uniform(0.3, 0.6);
  for (let k = 0; k < ridges; k++) {
    const share = k / (ridges - 1);
    const base = height * (horizon + (0.95 - horizon) * share);
    const line = skyline(random, width, height * random.uniform(0.05, 0.25));
    const ground = await fractal(random, width, height, 1, far + (near - far) * share, random.uniform(3, 22));
    for (let x = 0; x < width; x++) fill(x, base + line[x]!, height, (y) => ground[y * width + x]!);
    if (random.uniform() < 0.6) {
      const size = height * (0.02 + 0.15 * share) * random.uniform(0.5, 1.5);
      const shade = random.uniform(10, 90);
      for (let tree = random.integer(40); tree > 0; tree--) {
        const [middle, tall] = [random.integer(width), size * random.uniform(0.6, 1.4)];
        const foot = base + line[middle]! + size * random.uniform(0, 0.5);
        const isRound = random.uniform() < 0.5;
        for (let x = Math.max(0, Math.ceil(middle - tall / 3)); x < Math.min(width, middle + tall / 3); x++) {
          const off = (3 * Math.abs(x - middle)) / tall;
          const top = isRound ? (1 - Math.sqrt(1 - off ** 2)) * 0.4 : off;
          fill(x, foot - tall * (1 - top), foot, (y) => shade + 25 * Math.sin(1.7 * y + 2.3 * x));
        }
      }
    }
  }
  if (random.uniform() < 0.3) {
    const shore = Math.round(height * random.uniform(0.6, 0.8));
    for (let y = shore; y < height; y++) {
      const shift = 3 * Math.sin((y - shore) ** 0.7);
      for (let x = 0; x < width; x++) {
        const from = Math.min(width - 1, Math.max(0, Math.round(x + shift)));
        pixels[y * width + x] = 20 + 0.75 * pixels[Math.max(0, 2 * shore - y) * width + from]!;
      }
    }
  }
  return greyFile(pixels, width, height);
}

/** By midpoint displacement (Fournier, Fussell and Carpenter 1982). @returns [width] */
function skyline(random: Random, width: number, amplitude: number): Float32Array {
  let points = [random.normal(), random.normal()];
  const rough = random.uniform(0.4, 0.65);
  for (let strength = 1; points.length <= width; strength *= rough)
    points = points.flatMap((value, i) => {
      const next = points[i + 1];
      return next === undefined ? [value] : [value, (value + next) / 2 + strength * rough * random.normal()];
    });
  return Float32Array.from(
    { length: width },
    (_, x) => amplitude * points[Math.floor((x * points.length) / width)]!,
  );
}

const FONTS = ['sans-serif', 'serif', 'monospace'] as const;

/** Lines of words in one or two columns, perhaps below a heading, on a page that is not quite straight. */
async function text(random: Random, width: number, height: number): Promise<Uint8Array> {
  const [paper, ink] =
    random.uniform() < 0.75 ? [random.uniform(200, 255), 20] : [random.uniform(10, 60), 230];
  const grey = (value: number): string => `rgb(${[value, value, value].map(Math.round).join(',')})`;
  const size = random.uniform(8, 48);
  const columns = size < 16 ? 1 + random.integer(2) : 1;
  const font = FONTS[random.integer(FONTS.length)]!;
  const lines: string[] = [];
  for (let column = 0; column < columns; column++)
    for (let y = size * 2; y < height; y += size * 1.35) {
      const isHeading = lines.length === 0 && random.uniform() < 0.5;
      const fits = Math.ceil(width / columns / (0.55 * size));
      lines.push(
        `<text x="${(column + 0.05) * (width / columns)}" y="${y}" font-size="${isHeading ? 1.5 * size : size}" ` +
          `${isHeading ? 'font-weight="bold" ' : ''}>${words(random, fits)}</text>`,
      );
    }
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" fill="${grey(paper)}"/>` +
    `<g font-family="${font}" fill="${grey(ink)}" transform="rotate(${random.uniform(-6, 6)} ${width / 2} ${height / 2})">` +
    `${lines.join('')}</g></svg>`;
  return sharp(Buffer.from(svg)).toColourspace('b-w').png().toBuffer();
}

/** Letters about as often as in English. */
const LETTERS = 'eeeeeetttttaaaaooooiiiinnnnsssshhhrrrddlllcuumwfgypbvk';

function words(random: Random, letters: number): string {
  let line = '';
  while (line.length < letters) {
    const length = 1 + random.integer(9);
    const word = Array.from({ length }, () => LETTERS[random.integer(LETTERS.length)]!).join('');
    line += `${random.uniform() < 0.15 ? word[0]!.toUpperCase() + word.slice(1) : word} `;
  }
  return line.slice(0, letters).trim();
}
