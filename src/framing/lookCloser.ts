import { blendDetections, type Detection, readDetections } from './detection.js';
import type { Detector } from './detector.js';
import { type Frame, outOfFrame, type Point } from './frame.js';
import type { Raster } from './raster.js';
import { drawFrame } from './resample.js';

/** Pixels of the pictures that the second network takes. */
export const LOOK_SIZE = 128;
/** Sides of a head's frame that the second network is shown: a head then has 71 pixels, where it sees best. */
const AROUND = 1.8;
/** Heads in one call. */
const BATCH = 8;
/** Cells of the network's two maps, in pixels. */
const STRIDES = { fine: 8, coarse: 16 } as const;

export interface ScaledRaster {
  readonly raster: Raster;
  /** Its pixels for one of the picture. */
  readonly scale: number;
}

export type Colour = readonly [red: number, green: number, blue: number];

export interface Look {
  /** 0 to 1; 0 where there is no face in the frame's middle. */
  readonly score: number;
  /** In the picture, in the order of `Detection`. */
  readonly landmarks: readonly Point[];
}

/**
 * Shows the second network what may be heads, each upright and large.
 *
 * @param outside what is put beyond the picture: its mean colour. With edges that go on as streaks, faces that fill
 * their picture are scored 0.67 (Yale), with the mean 0.87.
 */
export async function lookCloser(
  detector: Detector,
  rasterFor: (frame: Frame) => ScaledRaster,
  outside: Colour,
  frames: readonly Frame[],
): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (let start = 0; start < frames.length; start += BATCH) {
    const some = frames.slice(start, start + BATCH).map((frame) => ({ ...frame, side: frame.side * AROUND }));
    const pictures = new Float32Array(some.length * 3 * LOOK_SIZE ** 2);
    for (const [i, frame] of some.entries()) {
      const { raster, scale } = rasterFor(frame);
      const { x, y, side, roll } = frame;
      const colours = drawFrame(
        raster,
        { x: x * scale, y: y * scale, side: side * scale, roll },
        LOOK_SIZE,
        outside,
      );
      toPlanes(colours, pictures, i);
    }
    const maps = await detector.look(pictures, [some.length, 3, LOOK_SIZE, LOOK_SIZE]);
    for (const [i, frame] of some.entries()) {
      const found = Object.entries(STRIDES).flatMap(([name, stride]) =>
        readDetections(maps[`${name}Scores`]!, maps[`${name}Boxes`]!, stride, i, 0.3),
      );
      const face = blendDetections(found).find(isMiddle);
      looks.push({
        score: face?.score ?? 0,
        landmarks: (face?.landmarks ?? []).map((point) => outOfFrame(frame, LOOK_SIZE, point)),
      });
    }
  }
  return looks;
}

/** The head that was asked for, not its neighbour. */
function isMiddle({ x, y, width }: Detection): boolean {
  const middle = LOOK_SIZE / 2;
  return Math.hypot(x - middle, y - middle) < LOOK_SIZE / 4 && width > LOOK_SIZE / 8;
}

function toPlanes(colours: Float32Array, pictures: Float32Array, image: number): void {
  const area = LOOK_SIZE ** 2;
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < area; i++) pictures[(3 * image + c) * area + i] = colours[3 * i + c]! / 127.5 - 1;
}
