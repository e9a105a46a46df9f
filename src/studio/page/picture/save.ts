import { GIFEncoder } from 'gifenc';
import { toBlob } from './canvas.js';
import { toGrey } from './grey.js';
import { type Cell, layOut } from './layout.js';
import type { Film } from './sweep.js';

/** Milliseconds a frame, as in the files that the commands write. */
const DELAY = 60;

/** What stands still beside a film: the input and its reconstruction. */
export type Still = readonly Cell[];

/** A GIF that goes there and back, or round, for ever. */
export function gif(still: Still, film: Film): Blob {
  const encoder = GIFEncoder();
  const greys = Array.from({ length: 256 }, (_, i): [number, number, number] => [i, i, i]);
  for (const [k, row] of loop(still, film).entries()) {
    const { canvas, data } = pixelsOf(row);
    const indices = Uint8Array.from(toGrey(data), (x) => Math.round(255 * x));
    // The palette is written once, for all frames.
    encoder.writeFrame(indices, canvas.width, canvas.height, {
      delay: DELAY,
      ...(k === 0 && { palette: greys }),
    });
  }
  encoder.finish();
  return new Blob([encoder.bytes() as Uint8Array<ArrayBuffer>], { type: 'image/gif' });
}

/** A sheet: a row a film, the still pictures first. */
export function sheet(still: Still, films: readonly Film[]): Promise<Blob> {
  const rows = films.map(({ name, frames }) => [
    ...still,
    ...frames.map(({ label, pixels }, i) => ({ label: i === 0 ? `${name} ${label}` : label, pixels })),
  ]);
  return toBlob(layOut(rows).canvas);
}

/**
 * A film that goes there and back, or round, twice, recorded while it plays.
 *
 * @throws Error in plain words where the browser cannot record
 */
export async function webm(still: Still, film: Film): Promise<Blob> {
  const type = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'].find((one) =>
    globalThis.MediaRecorder?.isTypeSupported(one),
  );
  if (type === undefined) throw new Error('This browser cannot record films. Save a GIF instead.');
  const pages = loop(still, film);
  const page = layOut([pages[0]!]);
  const recorder = new MediaRecorder(page.canvas.captureStream(1000 / DELAY), {
    mimeType: type,
    videoBitsPerSecond: 4_000_000,
  });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
  recorder.start();
  for (const row of [...pages, ...pages]) {
    layOut([row], page);
    await new Promise((resolve) => setTimeout(resolve, DELAY));
  }
  recorder.stop();
  await stopped;
  return new Blob(parts, { type });
}

/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function loop(still: Still, { name, round, frames }: Film): readonly (readonly Cell[])[] {
  const there = frames.map(({ label, pixels }) => [...still, { label: `${name} ${label}`, pixels }]);
  return round ? there : [...there, ...there.slice(1, -1).reverse()];
}

function pixelsOf(row: readonly Cell[]): { canvas: HTMLCanvasElement; data: Uint8ClampedArray } {
  const page = layOut([row]);
  const { width, height } = page.canvas;
  return { canvas: page.canvas, data: page.getImageData(0, 0, width, height).data };
}
