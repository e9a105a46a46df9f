import type { Point } from './frame.js';

/** What a network put out: [pictures, maps, height, width]. */
export interface Maps {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** One anchor's word: a face, and where. */
export interface Detection {
  /** 0 to 1 */
  readonly score: number;
  /** Middle and sides of the box from brow to chin, in the network's pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The eye on the picture's left, the other one, nose, mouth, and the ears in the order of the eyes. */
  readonly landmarks: readonly Point[];
}

export const LANDMARKS = 6;
/** Of a box and the landmarks, for each anchor. */
const NUMBERS = 4 + 2 * LANDMARKS;

/**
 * Reads BlazeFace's maps: for each anchor a score and 16 numbers, in pixels from the middle of the anchor's cell.
 *
 * @param stride pixels a cell
 * @param image which one of the pictures
 * @param least score
 * @see Bazarevsky et al. 2019, BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs
 */
export function readDetections(
  scores: Maps,
  boxes: Maps,
  stride: number,
  image: number,
  least: number,
): Detection[] {
  const [, anchors, height, width] = scores.dims as [number, number, number, number];
  const cells = height * width;
  const leastLogit = Math.log(least / (1 - least));
  const found: Detection[] = [];
  for (let anchor = 0; anchor < anchors; anchor++)
    for (let cell = 0; cell < cells; cell++) {
      const logit = scores.data[(image * anchors + anchor) * cells + cell]!;
      if (logit < leastLogit) continue;
      const number = (k: number): number =>
        boxes.data[((image * anchors + anchor) * NUMBERS + k) * cells + cell]!;
      const x = ((cell % width) + 0.5) * stride;
      const y = (Math.floor(cell / width) + 0.5) * stride;
      found.push({
        score: 1 / (1 + Math.exp(-logit)),
        x: x + number(0),
        y: y + number(1),
        width: number(2),
        height: number(3),
        landmarks: Array.from({ length: LANDMARKS }, (_, k) => ({
          x: x + number(4 + 2 * k),
          y: y + number(5 + 2 * k),
        })),
      });
    }
  return found;
}

/**
 * Puts together the anchors that speak of one face. Their mean, weighted by their scores, is steadier than the best
 * of them (Bazarevsky et al. 2019, section 5).
 *
 * @param common intersection over union from which two boxes are of one face
 * @returns the best first
 */
export function blendDetections(detections: readonly Detection[], common = 0.3): Detection[] {
  let rest = detections.toSorted((a, b) => b.score - a.score);
  const faces: Detection[] = [];
  while (rest.length > 0) {
    const best = rest[0]!;
    const same = rest.filter((one) => one === best || shared(best, one) >= common);
    rest = rest.filter((one) => !same.includes(one));
    const total = same.reduce((sum, { score }) => sum + score, 0);
    const mean = (of: (one: Detection) => number): number =>
      same.reduce((sum, one) => sum + one.score * of(one), 0) / total;
    faces.push({
      score: best.score,
      x: mean(({ x }) => x),
      y: mean(({ y }) => y),
      width: mean(({ width }) => width),
      height: mean(({ height }) => height),
      landmarks: best.landmarks.map((_, k) => ({
        x: mean(({ landmarks }) => landmarks[k]!.x),
        y: mean(({ landmarks }) => landmarks[k]!.y),
      })),
    });
  }
  return faces;
}

/** Intersection over union of two boxes. */
function shared(a: Detection, b: Detection): number {
  const across = (at: 'x' | 'y', size: 'width' | 'height'): number =>
    Math.max(
      0,
      Math.min(a[at] + a[size] / 2, b[at] + b[size] / 2) - Math.max(a[at] - a[size] / 2, b[at] - b[size] / 2),
    );
  const common = across('x', 'width') * across('y', 'height');
  const union = a.width * a.height + b.width * b.height - common;
  return union > 0 ? common / union : 0;
}
