import type { Maps } from './detection.js';

/**
 * Runs a network.
 *
 * @param pictures [n, 3, height, width], RGB, -1 to 1
 */
export type Run = (
  pictures: Float32Array,
  shape: readonly [n: number, channels: 3, height: number, width: number],
) => Promise<Readonly<Record<string, Maps>>>;

/** The two networks of assets/detector; whoever opens them says what runs them. */
export interface Detector {
  /** BlazeFace for faces from near and far: finds heads from 16 pixels on, and much that is none. */
  readonly seek: Run;
  /** BlazeFace for faces that fill the picture: tells heads from what is none, and sees landmarks exactly. */
  readonly look: Run;
}
