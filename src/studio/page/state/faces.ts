import { type Signal, signal } from '@preact/signals';
import type { Point } from '../../../framing/frame.js';
import { drawsHeads, poseUnits } from '../../../refinement/refine.js';
import type { Verdict } from '../../../verdict/verdict.js';
import type { Posterior } from '../model/client.js';
import { cropToGrey, nativeCanvas } from '../picture/canvas.js';
import type { CommandImage } from './command.js';
import { forgetFit } from './fits.js';
import { forget, type Kept, keep } from './kept.js';
import { complain, tell } from './notice.js';
import { studio } from './studio.js';
import { lookAt, readPicture } from './verdict.js';

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
  readonly values?: Readonly<Record<string, number>> | undefined;
  /** Of a photograph: whether a face was found in it; undefined where nobody looked for one. */
  readonly found?: boolean | undefined;
  /** Of a photograph: the same part of it in colour, finer, and where in it the face's landmarks are. */
  readonly colour?: FramedColour | undefined;
  /** Of one that the user brought in, and of no other: where it is kept. */
  readonly kept?: Pick<Kept, 'added' | 'key'>;
}

/** A framed photograph as a head is fitted to it. */
export interface FramedColour {
  /** [size, size, 3], 0 to 255 */
  readonly pixels: Uint8Array;
  readonly size: number;
  /** In sides of the frame, 0 to 1; undefined where no face was found there. */
  readonly landmarks: readonly Point[] | undefined;
}

/** Where a face comes from that is brought in. */
export type Origin = Pick<Face, 'values' | 'found' | 'source' | 'colour'>;

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

/** Where an address names a face that nobody has brought in here. */
export function tellMissing(id: string): void {
  tell(`${id} is not in this browser: photographs stay where they were brought in.`);
}

/** The face of that id, or the first one. */
export function findFace(id: string | undefined): Face | undefined {
  return faces.value.find((face) => face.id === id) ?? faces.value[0];
}

/** Shows what was kept of earlier visits, and then the gallery. */
export function showGallery(entries: readonly GalleryEntry[], kept: readonly Kept[], size: number): void {
  const drawn = entries
    .toSorted((a, b) => turnOf(a) - turnOf(b))
    .map(({ name, image, values }) => ({
      id: name,
      name,
      thumbnail: image,
      values,
      pixels: once(() => fetchPixels(image, size)),
    }));
  const own: Face[] = [];
  for (const { pixels, added, key, ...face } of kept) {
    // Two tabs may each have brought in one of a name.
    const among = (what: 'id' | 'name'): string =>
      distinct(
        face[what],
        own.map((one) => one[what]),
      );
    own.push(ownFace({ ...face, id: among('id'), name: among('name'), kept: { added, key } }, pixels));
  }
  faces.value = [...own, ...drawn];
}

/** How far a face is from one that is seen from the front in full light: those come first. */
function turnOf({ values }: GalleryEntry): number {
  return Math.abs(values.azimuth ?? 0) + Math.abs(values.light ?? 0) / 2;
}

/** Puts a face before the others, and keeps it for later visits. @returns its id */
export function addFace(name: string, pixels: Float32Array, origin: Origin): string {
  const id = distinct(
    name,
    faces.value.flatMap((face) => [face.id, face.name]),
  );
  const added = Date.now();
  const [known, kept] = [
    { id, name: id, ...origin },
    { added, key: `${added} ${Math.random()}` },
  ];
  faces.value = [ownFace({ ...known, kept }, pixels), ...faces.value];
  keep({ ...known, ...kept, pixels }).catch(() =>
    tell(`${name} stays until this page is closed: the browser keeps nothing for it, or has no room.`),
  );
  return id;
}

/** The address goes on to call it as before. */
export function renameFace(face: Face, asked: string): void {
  const name = distinct(
    asked,
    faces.value.filter((one) => one !== face).map((one) => one.name),
  );
  faces.value = faces.value.map((one) => (one.id === face.id ? { ...one, name } : one));
  const { id, values, found, source, colour, kept } = face;
  if (kept === undefined) return;
  void face
    .pixels()
    .then((pixels) => keep({ id, name, values, found, source, colour, pixels, ...kept }))
    .catch(() => tell(`${name} is called so until this page is closed: the browser keeps nothing for it.`));
}

export function removeFace(face: Face): void {
  faces.value = faces.value.filter(({ id }) => id !== face.id);
  readings.delete(face.id);
  troubles.value = without(face.id);
  forgetFit(face.id);
  if (face.kept !== undefined) void forget(face.kept.key);
  tell(`${face.name} is removed.`);
}

function ownFace(known: Pick<Face, 'id' | 'name' | 'kept'> & Origin, pixels: Float32Array): Face {
  return { ...known, thumbnail: nativeCanvas(pixels).toDataURL(), pixels: async () => pixels };
}

function distinct(name: string, taken: readonly string[]): string {
  let one = name;
  for (let k = 2; taken.includes(one); k++) one = `${name} ${k}`;
  return one;
}

const readings = new Map<string, Signal<Reading | undefined>>();

/** What the encoder says of a face, as soon as it has been asked. */
export function readingOf(face: Face): Signal<Reading | undefined> {
  const known = readings.get(face.id);
  if (known !== undefined) return known;
  const reading: Signal<Reading | undefined> = signal(undefined);
  readings.set(face.id, reading);
  void fill(face, reading);
  return reading;
}

/** Why faces could not be read, by their ids. */
export const troubles: Signal<ReadonlyMap<string, string>> = signal(new Map());

/** For a face whose picture could not be fetched, or that the network stumbled over. */
export function readAgain(face: Face): void {
  troubles.value = without(face.id);
  void fill(face, readingOf(face));
}

function without(face: string): ReadonlyMap<string, string> {
  return new Map([...troubles.value].filter(([id]) => id !== face));
}

async function fill(face: Face, reading: Signal<Reading | undefined>): Promise<void> {
  try {
    const result = await read(face);
    reading.value = result;
    // A drawn face is read well at once. A photograph is not what the encoder has learnt from.
    if (face.values === undefined) void refine(result);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    troubles.value = new Map([...troubles.value, [face.id, why]]);
  }
}

/** The face that is being refined. */
export const refining: Signal<Face | undefined> = signal(undefined);

/** Puts the best code for the picture in the place of the encoder's first guess. */
export async function refine(reading: Reading): Promise<void> {
  const { face, mu, pixels } = reading;
  const place = readings.get(face.id);
  // It may have been removed, and another one of the same name brought in.
  const isThere = (): boolean => place?.value?.face === face && readings.get(face.id) === place;
  if (!isThere()) return;
  const { client, description } = studio();
  refining.value = face;
  try {
    const { code, error } = await client.refine(mu, pixels, {
      whole: !drawsHeads(description),
      pose: poseUnits(description.groups),
    });
    const gained = error.before === 0 ? 0 : 1 - error.after / error.before;
    if (isThere()) place!.value = { ...reading, mu: code, gained };
  } catch (error) {
    complain(error);
  } finally {
    if (refining.value?.id === face.id) refining.value = undefined;
  }
}

async function read(face: Face): Promise<Reading> {
  const pixels = await face.pixels();
  const { mu, logVar, first } = await readPicture(pixels);
  const reading = { face, pixels, mu, logVar };
  if (face.values !== undefined) return { ...reading, verdict: undefined };
  const { verdict } = await lookAt(pixels, first, face.found);
  return { ...reading, verdict };
}

/** Milliseconds before a picture is asked for once more. */
const PAUSES = [250, 1000];

async function fetchPixels(url: string, size: number, pauses = PAUSES): Promise<Float32Array> {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok !== true) {
    const [pause, ...others] = pauses;
    const why =
      response === undefined ? 'the server does not answer' : `the server answers ${response.status}`;
    if (pause === undefined) throw new Error(`${url} cannot be fetched, ${why}.`);
    await new Promise((resolve) => setTimeout(resolve, pause));
    return fetchPixels(url, size, others);
  }
  const bitmap = await createImageBitmap(await response.blob());
  const { width, height } = bitmap;
  const side = Math.min(width, height);
  const pixels = cropToGrey(bitmap, { x: width / 2, y: height / 2, side, turn: 0 }, size);
  bitmap.close();
  return pixels;
}

/** Of work that failed nothing is kept: whoever asks again gets another try. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
