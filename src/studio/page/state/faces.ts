import { type Signal, signal } from '@preact/signals';
import { drawsHeads, poseUnits } from '../../../refinement/refine.js';
import type { Verdict } from '../../../verdict/verdict.js';
import type { Posterior } from '../model/client.js';
import { cropToGrey, nativeCanvas } from '../picture/canvas.js';
import type { CommandImage } from './command.js';
import { complain } from './notice.js';
import { studio } from './studio.js';
import { verdictOn } from './verdict.js';

/** A line of gallery/index.json. */
export interface GalleryEntry {
  readonly name: string;
  readonly image: string;
  /** What the picture was drawn from, parameter by parameter. */
  readonly values: Readonly<Record<string, number>>;
}

/** A face to work with: from the gallery, a photograph, or a scene. */
export interface Face {
  /** Unique; what the address calls it. */
  readonly id: string;
  /** For people: `ada`, `holiday.jpg`. */
  readonly name: string;
  /** The file that it was opened from, and where it is cut; undefined of what is on no disk. */
  readonly source?: CommandImage | undefined;
  /** Address of a small picture. */
  readonly thumbnail: string;
  /** [size, size], 0 to 1; fetched when first asked for. */
  readonly pixels: () => Promise<Float32Array>;
  /** The truth, where the face was drawn from a scene. */
  readonly values?: Readonly<Record<string, number>>;
  /** Of a photograph: whether a face was found in it. */
  readonly found?: boolean | undefined;
}

/** A face as the encoder sees it. */
export interface Reading extends Posterior {
  readonly face: Face;
  readonly pixels: Float32Array;
  /** Of a photograph, where the model has learnt to judge. */
  readonly verdict?: Verdict | undefined;
  /** How much of the error of the encoder's first guess is gone, 0 to 1; undefined where `mu` is the guess. */
  readonly gained?: number;
}

export const faces: Signal<readonly Face[]> = signal([]);

/** The face of that id, or the first one. */
export function findFace(id: string | undefined): Face | undefined {
  return faces.value.find((face) => face.id === id) ?? faces.value[0];
}

export function showGallery(entries: readonly GalleryEntry[], size: number): void {
  faces.value = entries
    .toSorted((a, b) => turnOf(a) - turnOf(b))
    .map(({ name, image, values }) => ({
      id: name,
      name,
      thumbnail: image,
      values,
      pixels: once(() => fetchPixels(image, size)),
    }));
}

/** How far a face is from one that is seen from the front in full light: those come first. */
function turnOf({ values }: GalleryEntry): number {
  return Math.abs(values.azimuth ?? 0) + Math.abs(values.light ?? 0) / 2;
}

/** Puts a face before the others. @returns its id */
export function addFace(
  name: string,
  pixels: Float32Array,
  origin: Pick<Face, 'values' | 'found' | 'source'>,
): string {
  const taken = faces.value.map((face) => face.id);
  let id = name;
  for (let k = 2; taken.includes(id); k++) id = `${name} ${k}`;
  const face: Face = {
    id,
    name: id,
    thumbnail: nativeCanvas(pixels).toDataURL(),
    pixels: async () => pixels,
    ...origin,
  };
  faces.value = [face, ...faces.value];
  return id;
}

const readings = new Map<string, Signal<Reading | undefined>>();

/** What the encoder says of a face, as soon as it has been asked. */
export function readingOf(face: Face): Signal<Reading | undefined> {
  const known = readings.get(face.id);
  if (known !== undefined) return known;
  const reading: Signal<Reading | undefined> = signal(undefined);
  readings.set(face.id, reading);
  read(face).then(
    (result) => {
      reading.value = result;
      // A drawn face is read well at once. A photograph is not what the encoder has learnt from.
      if (face.values === undefined) void refine(result);
    },
    (error) => {
      readings.delete(face.id);
      complain(error);
    },
  );
  return reading;
}

/** The face that is being refined. */
export const refining: Signal<Face | undefined> = signal(undefined);

/** Puts the best code for the picture in the place of the encoder's first guess. */
export async function refine(reading: Reading): Promise<void> {
  const { face, mu, pixels } = reading;
  const { client, description } = studio();
  refining.value = face;
  try {
    const { code, error } = await client.refine(mu, pixels, {
      whole: !drawsHeads(description),
      pose: poseUnits(description.groups),
    });
    const gained = error.before === 0 ? 0 : 1 - error.after / error.before;
    readingOf(face).value = { ...reading, mu: code, gained };
  } catch (error) {
    complain(error);
  } finally {
    if (refining.value === face) refining.value = undefined;
  }
}

async function read(face: Face): Promise<Reading> {
  const pixels = await face.pixels();
  const { mu, logVar } = await studio().client.encode(pixels);
  const verdict =
    face.values === undefined ? (await verdictOn(pixels, { mu, logVar }, face.found)).verdict : undefined;
  return { face, pixels, mu, logVar, verdict };
}

async function fetchPixels(url: string, size: number): Promise<Float32Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The picture ${url} cannot be fetched (${response.status}).`);
  const bitmap = await createImageBitmap(await response.blob());
  const { width, height } = bitmap;
  const side = Math.min(width, height);
  const pixels = cropToGrey(bitmap, { x: width / 2, y: height / 2, side, turn: 0 }, size);
  bitmap.close();
  return pixels;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
