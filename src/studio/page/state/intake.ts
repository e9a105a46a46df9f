import { type Signal, signal } from '@preact/signals';
import { openPhoto, type Photo } from '../picture/photo.js';
import { addFace, type Face } from './faces.js';
import { complain, tell } from './notice.js';
import { paramsOf, view } from './route.js';

/** The photograph that is being cropped. */
export const cropping: Signal<Photo | undefined> = signal(undefined);
/** Whether the camera's window is open. */
export const cameraOpen: Signal<boolean> = signal(false);

/**
 * Opens an image for cropping.
 *
 * @param isFile whether it lies on the user's disk by that name
 */
export async function take(image: Blob, name: string, isFile: boolean): Promise<void> {
  try {
    cropping.value = await openPhoto(image, name, isFile);
  } catch (error) {
    complain(error);
  }
}

/**
 * Shows a new face in the first view.
 *
 * @param pixels [size, size], 0 to 1
 * @param origin what is known of it
 */
export function present(
  name: string,
  pixels: Float32Array,
  origin: Pick<Face, 'values' | 'found' | 'source'>,
): void {
  paramsOf('rerender').value = { face: addFace(name, pixels, origin) };
  view.value = 'rerender';
  tell(`${name} is in the studio.`);
}

/** Whatever is dropped on the page or pasted into it. */
export function listenForImages(): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) void take(file, file.name, true);
  });
  addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file !== undefined) void take(file, file.name, false);
  });
}
