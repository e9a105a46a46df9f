import type { Face } from '../../../framing/findFaces.js';
import type { Frame } from '../../../framing/frame.js';
import { frameByFaces } from '../../../framing/framing.js';
import type { Crop } from '../picture/canvas.js';

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The largest square in the middle: what the commands take. */
export function middleCrop({ width, height }: Extent): Crop {
  return { x: width / 2, y: height / 2, side: Math.min(width, height), turn: 0 };
}

/** What the commands take: the head of a face, or the middle where there is none. */
export function faceCrop(extent: Extent, faces: readonly Face[], face: number): Crop {
  const { frame } = frameByFaces('the photograph', extent, faces, face);
  return frame === undefined
    ? middleCrop(extent)
    : { x: frame.x, y: frame.y, side: frame.side, turn: -frame.roll };
}

/** A frame so much smaller than the head's cuts the head off; one so much larger shows it too small. */
const TIGHT = 0.8;
const WIDE = 1.4;

/** What to do about a crop, where a head was found in the photograph that it does not fit. */
export function advice({ x, y, side }: Crop, head: Frame | undefined): string | undefined {
  if (head === undefined) return undefined;
  if (Math.hypot(x - head.x, y - head.y) > head.side / 2)
    return 'The head that was found lies elsewhere: Start again goes back to it.';
  if (side < TIGHT * head.side) return 'The head is cut off: zoom out.';
  if (side > WIDE * head.side) return 'The head is small: zoom in.';
  return undefined;
}

export function frameOf({ x, y, side, turn }: Crop): Frame {
  return { x, y, side, roll: -turn };
}

/** Moves what is seen by shares of the square: positive to the right and down. */
export function pan(crop: Crop, extent: Extent, right: number, down: number): Crop {
  // The square is upright and the picture turned below it, so a move is turned back.
  const angle = (-crop.turn * Math.PI) / 180;
  const dx = right * Math.cos(angle) - down * Math.sin(angle);
  const dy = right * Math.sin(angle) + down * Math.cos(angle);
  return inside({ ...crop, x: crop.x - dx * crop.side, y: crop.y - dy * crop.side }, extent);
}

/** Enlarges by a factor about the middle, within what makes sense. */
export function zoom(crop: Crop, extent: Extent, factor: number): Crop {
  const least = Math.min(24, extent.width, extent.height);
  const most = 1.5 * Math.max(extent.width, extent.height);
  return inside({ ...crop, side: Math.min(most, Math.max(least, crop.side / factor)) }, extent);
}

/** @param turn degrees clockwise */
export function straighten(crop: Crop, turn: number): Crop {
  return { ...crop, turn: Math.min(45, Math.max(-45, turn)) };
}

/** The middle of the square stays on the picture. */
function inside(crop: Crop, { width, height }: Extent): Crop {
  return { ...crop, x: Math.min(width, Math.max(0, crop.x)), y: Math.min(height, Math.max(0, crop.y)) };
}
