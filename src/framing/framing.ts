import { UserError } from '../errors.js';
import type { Face } from './findFaces.js';
import { type Frame, middleFrame } from './frame.js';

/** How a photograph becomes the square that a network sees. */
export interface Framing {
  /**
   * `face`: the head, as the training heads are framed, or the middle where there is none; `middle`: the largest
   * square in the middle; `none`: all of the picture, stretched where it is no square.
   */
  readonly way: 'none' | 'middle' | 'face';
  /** This frame instead. */
  readonly crop?: Frame | undefined;
  /** Which face, counted from the largest: 1, 2, ... */
  readonly face?: number | undefined;
}

/** The largest square in the middle, whatever it shows. */
export const MIDDLE: Framing = { way: 'middle' };
/** The largest face. */
export const FACE: Framing = { way: 'face' };

/** What a photograph was framed by. */
export interface Framed {
  /** Undefined: all of the picture, as it is. */
  readonly frame: Frame | undefined;
  /** All that were looked for and found, the largest first. */
  readonly faces: readonly Face[];
  /** A sentence, where somebody should know. */
  readonly notice: string | undefined;
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** @param crop x, y and side of a frame, and its roll; as `--crop` gives them */
export function framingOf(
  way: Framing['way'],
  crop: readonly number[] | undefined,
  face: number | undefined,
): Framing {
  const [x, y, side, roll = 0] = crop ?? [];
  return { way, face, crop: crop && { x: x!, y: y!, side: side!, roll } };
}

/**
 * Refuses a frame that shows next to nothing of the picture.
 *
 * @param name of the picture, for messages
 * @throws UserError
 */
export function checkCrop(name: string, { x, y, side }: Frame, { width, height }: Extent): void {
  const isInside = x >= 0 && y >= 0 && x <= width && y <= height;
  if (isInside && side >= 1 && side <= 4 * Math.max(width, height)) return;
  throw new UserError(
    `The frame ${x},${y},${side} does not fit ${name}, which has ${width} x ${height} pixels. Its middle must be on ` +
      'the picture, and its side at least a pixel and at most four times as long as the picture.',
  );
}

/**
 * Frames by the faces that were found.
 *
 * @param name of the picture, for messages
 * @param face which, counted from the largest: 1, 2, ...
 * @throws UserError if there are fewer
 */
export function frameByFaces(name: string, extent: Extent, faces: readonly Face[], face = 1): Framed {
  if (faces.length === 0)
    return {
      ...{ frame: middleFrame(extent), faces },
      notice: `No face was found in ${name}: its middle is used. --crop x,y,side says where it is.`,
    };
  const chosen = faces[face - 1];
  if (chosen === undefined)
    throw new UserError(
      `Face ${face} of ${name} is asked for, but ${faces.length === 1 ? 'one was' : `${faces.length} were`} found. ` +
        `${faces.length === 1 ? 'Leave --face out' : `Choose one of 1 to ${faces.length}`}, or say where it is with --crop x,y,side.`,
    );
  const others = `${faces.length} faces were found in ${name}: the largest is used. --face 2 takes the next.`;
  return {
    frame: isWhole(chosen.frame, extent) ? undefined : chosen.frame,
    faces,
    notice: faces.length > 1 && face === 1 ? others : undefined,
  };
}

/**
 * Whether a square picture is framed already, as drawn faces are. Frames are found to within these errors (95 % of
 * drawn heads within 60 degrees of frontal), so that another frame would be no better, and the picture less sharp.
 */
function isWhole({ x, y, side, roll }: Frame, { width, height }: Extent): boolean {
  if (width !== height) return false;
  const aside = Math.max(Math.abs(x - width / 2), Math.abs(y - width / 2));
  return aside < 0.06 * width && Math.abs(Math.log(side / width)) < 0.1 && Math.abs(roll) < 10;
}
