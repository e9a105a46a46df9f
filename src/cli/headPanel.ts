import { seenIn } from '../fitting/doubts.js';
import type { FittedHead } from '../fitting/fitHead.js';
import { again, type Chosen } from './again.js';
import { panel } from './panel.js';

/** A head that has been written. */
export interface WrittenHead {
  /** Undefined of a drawn person. */
  readonly photograph: string | undefined;
  /** What that was read by. */
  readonly chosen: Chosen;
  /** The number of a drawn person; undefined: the mean. */
  readonly seed: number | undefined;
  readonly found: FittedHead | undefined;
  readonly files: readonly string[];
  readonly sheet: string | undefined;
  /** What is varied on pictures. */
  readonly varied?: readonly string[];
  /** What the file of a mesh holds. */
  readonly mesh?: {
    readonly vertices: number;
    readonly triangles: number;
    /** Of the skin. */
    readonly width: number;
    readonly height: number;
    readonly morphs: readonly string[];
  };
}

const METRES = 'In metres, +y up, facing +z. ';
const FREE = 'The face model is CC0: the head is yours to use.';
const RIGHTS = 'The skin is that of the photograph, whose rights remain; what it does not show is guessed.';

/** The closing panel of `dcign head`. */
export function headPanel({
  photograph,
  chosen,
  seed,
  found,
  files,
  sheet,
  varied,
  mesh,
}: WrittenHead): string {
  const who =
    photograph !== undefined
      ? `the head on ${photograph}`
      : seed === undefined
        ? 'the mean head'
        : `the head of person ${seed}`;
  const units = mesh === undefined ? '' : METRES;
  const other = varied === undefined ? 'azimuth --out turn.gif' : 'light --out light.gif';
  return panel({
    title: `Wrote ${who}.`,
    written: [
      ...files.map((path) => ({
        path,
        what: mesh === undefined ? `the head, ${varied?.join(', ')} varied` : describe(path, mesh),
      })),
      ...(sheet === undefined
        ? []
        : [{ path: sheet, what: 'the photograph, the head, turned and lit anew' }]),
    ],
    notes: found === undefined ? [units + FREE] : [seenIn(found), units + RIGHTS],
    next: [
      photograph === undefined
        ? `dcign head --seed ${(seed ?? 1) + 1} --out another.glb`
        : `dcign head ${again(photograph, chosen)} --vary ${other}`,
    ],
  });
}

function describe(
  path: string,
  { vertices, triangles, width, height, morphs }: NonNullable<WrittenHead['mesh']>,
): string {
  const size = `${vertices} vertices, ${triangles} triangles`;
  if (/\.mtl$/i.test(path)) return 'material';
  if (/\.png$/i.test(path)) return `skin, ${width} x ${height}`;
  if (/\.obj$/i.test(path)) return size;
  const sliders = morphs.length === 0 ? '' : `, morph targets ${morphs[0]} to ${morphs.at(-1)}`;
  return `${size}, skin ${width} x ${height}${sliders}`;
}
