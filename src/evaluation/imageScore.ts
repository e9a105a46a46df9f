import { type Estimate, estimateMean } from '../statistics/estimate.js';
import { meanSquaredError, psnr } from '../statistics/imageError.js';
import { ssim } from '../statistics/ssim.js';

/** How near images come to the true ones; means over people, with pixels in [0, 1]. */
export interface ImageScore {
  readonly mse: number;
  /** dB; the mean of the images' own. */
  readonly psnr: number;
  readonly ssim: number;
}

/** The same of many people, with how far it can be trusted. */
export interface PeopleScore extends ImageScore {
  readonly people: number;
  readonly images: number;
  /** 95 %, normal, of the means of each person. */
  readonly interval: Readonly<Record<keyof ImageScore, readonly [low: number, high: number]>>;
}

/** One image against the truth, both [size, size], 0 to 1. */
export function scoreImage(ours: Float32Array, truth: Float32Array, size: number): ImageScore {
  const mse = meanSquaredError(ours, truth);
  return { mse, psnr: psnr(mse), ssim: ssim(ours, truth, size) };
}

/** Means over people, each of whom counts alike however many images there are. */
export function scorePeople(scores: readonly ImageScore[], people: readonly number[]): PeopleScore {
  const estimates = Object.fromEntries(
    (['mse', 'psnr', 'ssim'] as const).map((key) => [
      key,
      estimateMean(
        scores.map((score) => score[key]),
        people,
      ),
    ]),
  ) as Record<keyof ImageScore, Estimate>;
  const { mse, psnr, ssim } = estimates;
  const bounds = ({ low, high }: Estimate) => [low, high] as const;
  return {
    mse: mse.value,
    psnr: psnr.value,
    ssim: ssim.value,
    people: new Set(people).size,
    images: scores.length,
    interval: { mse: bounds(mse), psnr: bounds(psnr), ssim: bounds(ssim) },
  };
}

export function toBytes(image: Float32Array): Uint8Array {
  return Uint8Array.from(image, (grey) => Math.round(255 * grey));
}
