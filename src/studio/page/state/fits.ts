import { type Signal, signal } from '@preact/signals';
import { type ColourField, inThree } from '../../../fitting/colourField.js';
import { foundBy, landmarksIn } from '../../../fitting/landmarks.js';
import { refusalOf } from '../../../fitting/refusal.js';
import { readingIn } from '../../../fitting/unknowns.js';
import { middleFrame, type Point } from '../../../framing/frame.js';
import { type Fit, type FitProgress, fitInWorker } from '../fitting/client.js';
import { findFaces } from '../framing/client.js';
import type { Face } from './faces.js';
import { studio } from './studio.js';
import { lookAt, readPicture } from './verdict.js';

/** How the fit of a head to a face stands. */
export type FitState =
  | { readonly kind: 'reading' }
  | FitProgress
  | ({ readonly kind: 'fitted'; readonly roughly: string | undefined } & Fit)
  /** The picture shows no head that could be fitted. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

const fits: Signal<ReadonlyMap<string, FitState>> = signal(new Map());

/** The one at work. */
let running: { readonly id: string; readonly controller: AbortController } | undefined;

/** Undefined where none was begun, or where it was broken off. */
export function fitOf(face: Face): FitState | undefined {
  return fits.value.get(face.id);
}

/** Fits a head to a face, unless that is done or under way. One for another face is broken off. */
export function startFit(face: Face): void {
  const { id } = face;
  if (running?.id === id) return;
  breakOffFit();
  const known = fits.peek().get(id);
  if (known !== undefined && known.kind !== 'failed') return;
  const controller = new AbortController();
  const own = { id, controller };
  running = own;
  const say = (state: FitState): void => {
    if (!controller.signal.aborted) set(id, state);
  };
  say({ kind: 'reading' });
  fit(face, say, controller.signal)
    .catch((error: unknown) =>
      say({ kind: 'failed', why: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => {
      if (running === own) running = undefined;
    });
}

/** Breaks off the fit that is under way, if one is. */
export function breakOffFit(): void {
  if (running === undefined) return;
  running.controller.abort();
  set(running.id, undefined);
  running = undefined;
}

/** For a face that has gone. */
export function forgetFit(id: string): void {
  if (running?.id === id) breakOffFit();
  set(id, undefined);
}

function set(id: string, state: FitState | undefined): void {
  const others = [...fits.peek()].filter(([other]) => other !== id);
  fits.value = new Map(state === undefined ? others : [...others, [id, state]]);
}

/** As `dcign head` does: from what the encoder reads, and where the detector sees the face. */
async function fit(face: Face, say: (state: FitState) => void, signal: AbortSignal): Promise<void> {
  const { controls } = studio();
  const picture = await face.pixels();
  const pixels = bytesOf(picture);
  const landmarks = await landmarksOf(face, pixels);
  const found = foundBy(face.found, landmarks);
  // A drawn face is one.
  const isDrawn = face.values !== undefined;
  const { mu, first } = await readPicture(picture);
  const verdict = isDrawn ? undefined : (await lookAt(picture, first, found)).verdict;
  const refusal = refusalOf(face.name, verdict, 'frame the face anew');
  if (refusal !== undefined) return say({ kind: 'refused', why: refusal });
  const colour = await colourOf(face);
  if (signal.aborted) return;
  const reading = readingIn(controls, mu);
  const fitted = await fitInWorker({ pixels, landmarks, reading, colour }, say, signal);
  say({ kind: 'fitted', roughly: verdict?.reads === 'roughly' ? verdict.words : undefined, ...fitted });
}

/** In colour as far as that is known. */
export async function colourOf(face: Face): Promise<ColourField> {
  return face.colour ?? inThree(bytesOf(await face.pixels()));
}

function bytesOf(picture: Float32Array): Uint8Array {
  return Uint8Array.from(picture, (white) => Math.round(255 * white));
}

/** Those that were found when the photograph was framed; where nobody looked, they are looked for now. */
async function landmarksOf(
  { colour, found }: Face,
  pixels: Uint8Array,
): Promise<readonly Point[] | undefined> {
  if (colour !== undefined && found !== undefined) return colour.landmarks;
  const size = Math.sqrt(pixels.length);
  const picture = { width: size, height: size, channels: 1, pixels } as const;
  return landmarksIn(middleFrame(picture), await findFaces(picture));
}
