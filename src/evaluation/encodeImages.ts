import { toPixels } from '../dataset/pixels.js';
import type { Encoder } from '../model/glances.js';

/** What the encoder says of some images. */
export interface Posteriors {
  readonly count: number;
  readonly units: number;
  /** [count, units] */
  readonly mu: Float32Array;
  /** log sigma^2 [count, units] */
  readonly logVar: Float32Array;
}

/** Images a call: few enough that their floats need little memory, enough to report progress now and then. */
const CHUNK = 64;

/**
 * Encodes images of a byte a pixel.
 *
 * @param images [count, size, size], 0 to 255
 * @param onImages is told how many more are done
 */
export async function encodeImages(
  model: Encoder,
  images: Uint8Array,
  onImages: (count: number) => void = () => {},
): Promise<Posteriors> {
  const { size, code: units } = model.description.architecture;
  const pixels = size ** 2;
  const count = images.length / pixels;
  const mu = new Float32Array(count * units);
  const logVar = new Float32Array(count * units);
  for (let start = 0; start < count; start += CHUNK) {
    const part = images.subarray(start * pixels, (start + CHUNK) * pixels);
    const posterior = await model.encode(toPixels(part));
    mu.set(posterior.mu, start * units);
    logVar.set(posterior.logVar, start * units);
    onImages(part.length / pixels);
  }
  return { count, units, mu, logVar };
}

/** One column of [rows, width]. */
export function column(values: Float32Array, width: number, place: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + place]!);
}

/** The posterior means, one column a unit. */
export function unitColumns({ mu, units }: Pick<Posteriors, 'mu' | 'units'>): Float64Array[] {
  return Array.from({ length: units }, (_, unit) => column(mu, units, unit));
}
