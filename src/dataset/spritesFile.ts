import { UserError } from '../errors.js';
import type { Factor, Scene } from '../scene/scene.js';
import { spriteFactors } from '../scene/spriteScene.js';
import type { BatchSource } from './batch.js';
import { digestFiles } from './imageFiles.js';
import type { NpyLayout } from './npy.js';
import { readNpz, type Sink } from './npz.js';
import { streamScene } from './streamSource.js';

/** Columns of latents_classes: the colour, of which there is one, and the factors of `spriteFactors`. */
const COLUMNS = 1 + spriteFactors.length;

/**
 * Opens the original dSprites, `dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz` (Matthey et al. 2017), as a source of
 * batches. It holds every combination of its factors once, so it is a scene in which drawing is looking up, and has
 * endlessly many batches of every kind. Its splits are different draws of the same pictures.
 *
 * The pictures take 3 GB as bytes but are black and white, so they are kept as bits, 377 MB, and read once from start
 * to end. A file with these bits beside the original would spare that time at every start; but it would be written
 * where nobody asked for one.
 *
 * @throws UserError where the file is something else
 */
export async function openSpritesFile(path: string): Promise<BatchSource> {
  const images = new BitImages();
  const classes = new Classes();
  await readNpz(path, {
    imgs: (layout) => images.open(layout),
    latents_classes: (layout) => classes.open(layout),
  });
  const counts = classes.counts();
  const [, height, width] = images.shape;
  if (counts === undefined || counts[0] !== 1 || images.shape[0] !== classes.rows || height !== width)
    throw new UserError(
      `${path} does not hold dSprites: expected are square black and white imgs, one for each combination of one ` +
        'colour, shape, scale, rotation, x and y, in the order of latents_classes. Name the original file.',
    );
  const factors = spriteFactors.map(({ name, parameters: [only] }, k): Factor => {
    return { name, parameters: [{ ...only!, prior: { kind: 'level', count: counts[k + 1]! } }] };
  });
  const scene: Scene = {
    name: 'dsprites',
    factors,
    aliases: {},
    render(values, size, channels = 1) {
      if (size !== width) throw new Error(`dSprites has pictures of ${width} pixels, not ${size}`);
      return images.read(
        factors.reduce((index, _, k) => index * counts[k + 1]! + values[k]!, 0),
        channels,
      );
    },
  };
  return {
    ...streamScene(scene, { size: width!, seed: 1 }),
    digest: () => digestFiles(path, [path]),
  };
}

/** Black and white images, a bit a pixel. */
class BitImages {
  shape: readonly number[] = [];
  #bits = new Uint8Array(0);

  open({ dtype, shape }: NpyLayout): Sink {
    if (dtype !== '|u1' || shape.length !== 3) throw new Error('imgs is not uint8 [image, row, column]');
    this.shape = shape;
    const bits = new Uint8Array(Math.ceil(shape.reduce((product, n) => product * n, 1) / 8));
    this.#bits = bits;
    let start = 0;
    return (part) => {
      for (let i = 0; i < part.length; i++) {
        if (part[i] === 0) continue;
        const place = start + i;
        bits[Math.floor(place / 8)]! |= 1 << (place % 8);
      }
      start += part.length;
    };
  }

  /** Black 0, white 255. */
  read(index: number, channels: number): Uint8Array {
    const pixels = this.shape[1]! * this.shape[2]!;
    const image = new Uint8Array(pixels * channels);
    for (let i = 0; i < pixels; i++) {
      const place = index * pixels + i;
      if ((this.#bits[Math.floor(place / 8)]! >> (place % 8)) & 1)
        image.fill(255, i * channels, (i + 1) * channels);
    }
    return image;
  }
}

/** Which level of each factor the images show. */
class Classes {
  rows = 0;
  #levels = new BigInt64Array(0);

  open({ dtype, shape }: NpyLayout): Sink {
    if (dtype !== '<i8' || shape.length !== 2 || shape[1] !== COLUMNS)
      throw new Error(`latents_classes is not int64 [image, ${COLUMNS}]`);
    this.rows = shape[0]!;
    this.#levels = new BigInt64Array(this.rows * COLUMNS);
    const bytes = new Uint8Array(this.#levels.buffer);
    let place = 0;
    return (part) => {
      bytes.set(part, place);
      place += part.length;
    };
  }

  /** Levels of each column; undefined unless the rows are all combinations, the last column changing fastest. */
  counts(): readonly number[] | undefined {
    const counts = Array.from(this.#levels.subarray(-COLUMNS), (level) => Number(level) + 1);
    if (counts.reduce((product, n) => product * n, 1) !== this.rows) return undefined;
    for (let row = 0; row < this.rows; row++)
      for (let column = COLUMNS - 1, rest = row; column >= 0; column--) {
        if (Number(this.#levels[row * COLUMNS + column]) !== rest % counts[column]!) return undefined;
        rest = Math.floor(rest / counts[column]!);
      }
    return counts;
  }
}
