import { blendDetections, readDetections } from './detection.js';
import type { Detector } from './detector.js';
import { enlarged, type Frame, overlap, type Point } from './frame.js';
import { headFrame } from './headFrame.js';
import { liftShadows } from './liftShadows.js';
import { type Colour, LOOK_SIZE, type Look, lookCloser, type ScaledRaster } from './lookCloser.js';
import type { Raster } from './raster.js';
import { meanColour, scaled } from './resample.js';

/** A face in a picture. */
export interface Face {
  /** Of its head, as the training heads are framed. */
  readonly frame: Frame;
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** The eye on the picture's left, the other one, nose, mouth, and the ears in the order of the eyes. */
  readonly landmarks: readonly Point[];
}

/**
 * The picture is searched at up to three scales. The finest has as many pixels as can be searched in a tenth of a
 * second; a head needs about 16 of them across, so that of a photograph of 12 megapixels heads from 64 pixels on are
 * found. Only where there are none is it searched once more, twice as finely. In the coarsest scale there is almost
 * as much around the picture as in it, for faces that fill it or are cut off.
 */
const MOST_PIXELS = [0.75e6, 3e6] as const;
const SCALES = [
  { longest: 288, around: 32, from: 320 },
  { longest: 112, around: 40, from: 0 },
] as const;
/** Sides of what the first network is shown are multiples of the sides of its coarsest cells. */
const CELL = 32;
const STRIDE = 4;

/** Least score for a closer look: most of what has it is no face, and small heads seldom have more. */
const WORTH_A_LOOK = 0.04;
const MOST_LOOKS = 20;
/** Least score that lets a face be one, at the first look and at the second, when it is upright. */
const FIRST_LOOK = 0.45;
const SECOND_LOOK = 0.65;
/** Degrees; what leans more is seldom a face: the networks have learnt from upright ones. */
const MOST_ROLL = 60;
/** Two frames that share more than this are of one head. */
const SAME_HEAD = 0.35;

/**
 * Finds the faces in a picture, the largest first.
 *
 * A first network says where heads may be, a second one looks at each of these places, upright and at its best size,
 * and once more when it is known better. Where there is none and the picture is dark, its shadows are lifted: of 123
 * photographs under lamps from all sides (Extended Yale B), 92 % are found instead of 67.
 */
export async function findFaces(detector: Detector, picture: Raster): Promise<readonly Face[]> {
  const faces = await searchFiner(detector, picture);
  const lifted = faces.length === 0 ? liftShadows(picture) : undefined;
  return lifted === undefined ? faces : searchFiner(detector, lifted);
}

async function searchFiner(detector: Detector, picture: Raster): Promise<readonly Face[]> {
  for (const most of MOST_PIXELS) {
    const finest = Math.min(1, Math.sqrt(most / (picture.width * picture.height)));
    const faces = await search(detector, picture, finest);
    if (faces.length > 0 || finest === 1) return faces;
  }
  return [];
}

/** @param finest scale at which the picture is searched */
async function search(detector: Detector, picture: Raster, finest: number): Promise<readonly Face[]> {
  const longest = Math.max(picture.width, picture.height);
  const fine = { raster: finest < 1 ? scaled(picture, finest, 2) : picture, scale: finest };
  const outside = meanColour(fine.raster);
  const candidates: { readonly frame: Frame; readonly score: number }[] = [];
  if (longest > SCALES[0].from) candidates.push(...(await seek(detector, fine, 8, outside)));
  for (const { longest: side, around, from } of SCALES) {
    if (longest < from) continue;
    const scale = side / longest;
    const coarse = { raster: scaled(fine.raster, scale / finest, 8), scale };
    candidates.push(...(await seek(detector, coarse, around, outside)));
  }
  // The smaller picture where it has pixels enough: the processor's cache holds it.
  const rasterFor = ({ side }: Frame) =>
    side * finest >= LOOK_SIZE * 0.9 ? fine : { raster: picture, scale: 1 };
  const look = (frames: readonly Frame[]) => lookCloser(detector, rasterFor, outside, frames);

  const worth = apart(candidates).slice(0, MOST_LOOKS);
  const first = await look(worth.map(({ frame }) => frame));
  const likely = apart(first.filter(({ score }) => score >= FIRST_LOOK).map(framed));
  const second = await look(likely.flatMap(({ frame }) => VIEWS.map((view) => beside(frame, view))));
  const faces = likely.map((_, i) =>
    mean(second.slice(i * VIEWS.length, (i + 1) * VIEWS.length).map(framed)),
  );
  return apart(faces.filter(isFace)).toSorted((a, b) => b.frame.side - a.frame.side);
}

/**
 * At the second look a head is seen a little beside its frame, three times: what the network says of a head in one
 * frame leans towards that frame, and the mean errs less.
 */
const VIEWS = [
  { turned: -8, larger: 1 },
  { turned: 0, larger: 1.25 },
  { turned: 8, larger: 0.75 },
] as const;

function beside(frame: Frame, { turned, larger }: (typeof VIEWS)[number]): Frame {
  return { ...frame, side: frame.side * larger, roll: frame.roll + turned };
}

function framed({ score, landmarks }: Look): Face {
  return { score, landmarks, frame: landmarks.length === 0 ? NOWHERE : headFrame(landmarks) };
}

const NOWHERE: Frame = { x: 0, y: 0, side: 0, roll: 0 };

/** The mean of those who see a face; its score is the middle one of all. */
function mean(views: readonly Face[]): Face {
  const seen = views.filter(({ score }) => score > 0);
  const average = (of: (face: Face) => number): number =>
    seen.reduce((sum, face) => sum + of(face), 0) / seen.length;
  return {
    score: views.map(({ score }) => score).toSorted((a, b) => a - b)[1]!,
    frame: {
      x: average(({ frame }) => frame.x),
      y: average(({ frame }) => frame.y),
      side: average(({ frame }) => frame.side),
      roll: average(({ frame }) => frame.roll),
    },
    landmarks: (seen[0]?.landmarks ?? []).map((_, k) => ({
      x: average(({ landmarks }) => landmarks[k]!.x),
      y: average(({ landmarks }) => landmarks[k]!.y),
    })),
  };
}

function isFace({ score, frame }: Face): boolean {
  return score >= SECOND_LOOK && Math.abs(frame.roll) <= MOST_ROLL;
}

/** Where heads may be, in pixels of the picture. */
async function seek(
  detector: Detector,
  { raster, scale }: ScaledRaster,
  around: number,
  outside: Colour,
): Promise<readonly { readonly frame: Frame; readonly score: number }[]> {
  const across = Math.ceil((raster.width + 2 * around) / CELL) * CELL;
  const down = Math.ceil((raster.height + 2 * around) / CELL) * CELL;
  const [left, top] = cornerOf(raster, across, down);
  const { scores, boxes } = await detector.seek(bordered(raster, across, down, outside), [
    1,
    3,
    down,
    across,
  ]);
  return blendDetections(readDetections(scores!, boxes!, STRIDE, 0, WORTH_A_LOOK)).map(
    ({ score, landmarks }) => ({
      score,
      frame: enlarged(headFrame(landmarks.map(({ x, y }) => ({ x: x - left, y: y - top }))), 1 / scale),
    }),
  );
}

/** A picture in the middle of one colour, as a network takes it. */
function bordered(raster: Raster, width: number, height: number, outside: Colour): Float32Array {
  const planes = new Float32Array(3 * width * height);
  const { channels, pixels } = raster;
  const [left, top] = cornerOf(raster, width, height);
  for (let c = 0; c < 3; c++) {
    planes.fill(outside[c]! / 127.5 - 1, c * width * height, (c + 1) * width * height);
    for (let y = 0; y < raster.height; y++) {
      let from = channels * y * raster.width + (channels === 1 ? 0 : c);
      const to = (c * height + y + top) * width + left;
      for (let x = 0; x < raster.width; x++, from += channels) planes[to + x] = pixels[from]! / 127.5 - 1;
    }
  }
  return planes;
}

function cornerOf(raster: Raster, width: number, height: number): readonly [left: number, top: number] {
  return [(width - raster.width) >> 1, (height - raster.height) >> 1];
}

/** Without those whose head a better one has. */
function apart<T extends { readonly frame: Frame; readonly score: number }>(found: readonly T[]): T[] {
  const kept: T[] = [];
  for (const one of found.toSorted((a, b) => b.score - a.score))
    if (kept.every(({ frame }) => overlap(frame, one.frame) < SAME_HEAD)) kept.push(one);
  return kept;
}
