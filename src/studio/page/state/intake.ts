import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { openPhoto, type Photo } from '../picture/photo.js';
import { addFace, type Origin } from './faces.js';
import { complain, notice, tell } from './notice.js';
import { goTo, paramsOf, view } from './route.js';

/** Photographs that wait to be framed. */
export const photos: Signal<readonly Photo[]> = signal([]);
/** The one that is being framed. */
export const cropping: ReadonlySignal<Photo | undefined> = computed(() => photos.value[0]);
/** Files that are yet to be opened. */
const unopened: Signal<number> = signal(0);
/** How many are to be framed after the one in the window. */
export const toCome: ReadonlySignal<number> = computed(
  () => Math.max(0, photos.value.length - 1) + unopened.value,
);
/** Photographs that are open at once: each takes up to 16 MB, and a folder may hold hundreds. */
const MOST_OPEN = 4;
/** Whether the camera's window is open. */
export const cameraOpen: Signal<boolean> = signal(false);
/** Whether files are held above the page. */
export const dragging: Signal<boolean> = signal(false);

/**
 * Opens images for framing, one after the other.
 *
 * @param areFiles whether they lie on the user's disk by their names
 */
export async function take(images: Iterable<File>, areFiles: boolean): Promise<void> {
  const files = [...images];
  // What was wrong with earlier ones is no word on these.
  if (files.length > 0) notice.value = undefined;
  unopened.value += files.length;
  const refusals: unknown[] = [];
  for (const file of files) {
    await room();
    const photo = await openPhoto(file, file.name, areFiles).catch((error: unknown) => {
      refusals.push(error);
      complainOf(refusals);
    });
    unopened.value--;
    if (photo !== undefined) queue(photo);
  }
}

/** Waits until fewer are open than may be. */
function room(): Promise<void> {
  return new Promise((resolve) => {
    const stop = photos.subscribe(({ length }) => {
      if (length >= MOST_OPEN) return;
      resolve();
      // The first call comes before there is anything to stop.
      queueMicrotask(() => stop());
    });
  });
}

/** Of all that were refused together: why the first one was, and how many others were. */
function complainOf([first, ...others]: readonly unknown[]): void {
  const why = first instanceof Error ? first.message : String(first);
  const many =
    others.length === 1 ? 'Another one was refused, too.' : `${others.length} others were refused, too.`;
  complain(others.length === 0 ? why : `${why} ${many}`);
}

export function queue(photo: Photo): void {
  photos.value = [...photos.value, photo];
}

/** Closes the window, or opens it for the next one. */
export function framed(photo: Photo): void {
  photos.value = photos.value.filter((one) => one !== photo);
}

/**
 * Shows a new face in the first view, or in Head where a face is shown there.
 *
 * @param pixels [size, size], 0 to 1
 * @param origin what is known of it
 */
export function present(name: string, pixels: Float32Array, origin: Origin): void {
  const where = view.value === 'head' && paramsOf('head').value.face !== undefined ? 'head' : 'rerender';
  goTo(where, { face: addFace(name, pixels, origin) });
  tell(`${name} is in the studio.`);
}

/** Whatever is dropped on the page or pasted into it. */
export function listenForImages(): void {
  // Each element below the pointer is entered and left for itself.
  let depth = 0;
  const hold = (by: number): void => {
    depth = Math.max(0, depth + by);
    dragging.value = depth > 0;
  };
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragenter', (event) => hasFiles(event) && hold(1));
  addEventListener('dragleave', (event) => hasFiles(event) && hold(-1));
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    hold(-depth);
    void take([...(event.dataTransfer?.files ?? [])], true);
  });
  addEventListener('paste', (event) => void take([...(event.clipboardData?.files ?? [])], false));
}
