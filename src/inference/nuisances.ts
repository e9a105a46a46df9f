import type { Random } from '../numeric/random.js';

/** Something in a photograph that the renderer knows nothing of: [size, size], 0 to 255, in and out. */
export type Nuisance = (image: Uint8Array, random: Random) => Uint8Array;

export const nuisanceNames = ['none', 'noise', 'patch', 'background', 'exposure'] as const;
export type NuisanceName = (typeof nuisanceNames)[number];

export const nuisances: Readonly<Record<NuisanceName, Nuisance>> = {
  none: (image) => image,
  /** Normal, with a deviation of a tenth of white. */
  noise: (image, random) => image.map((grey) => clip(grey + 25.5 * random.normal())),
  /** A black square over a sixteenth of the image. */
  patch(image, random) {
    const size = Math.sqrt(image.length);
    const side = Math.floor(size / 4);
    const left = random.integer(size - side);
    const top = random.integer(size - side);
    return image.map((grey, i) => {
      const x = (i % size) - left;
      const y = Math.floor(i / size) - top;
      return x >= 0 && x < side && y >= 0 && y < side ? 0 : grey;
    });
  },
  /** What is as grey as the corner becomes a ramp from dark to bright. */
  background(image) {
    const size = Math.sqrt(image.length);
    return image.map((grey, i) => (grey === image[0] ? clip(50 + (150 * (i % size)) / size) : grey));
  },
  /** Half as bright again. */
  exposure: (image) => image.map((grey) => clip(1.5 * grey)),
};

function clip(grey: number): number {
  return Math.min(255, Math.max(0, Math.round(grey)));
}
