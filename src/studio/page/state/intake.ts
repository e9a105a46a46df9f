import { type Signal, signal } from '@preact/signals';
import { openPhoto, type Photo } from '../picture/photo.js';
import { addFace } from './faces.js';
import { complain, tell } from './notice.js';
import { paramsOf, view } from './route.js';

/** The photograph that is being cropped. */
export const cropping: Signal<Photo | undefined> = signal(undefined);
/** Whether the camera's window is open. */
export const cameraOpen: Signal<boolean> = signal(false);

/** Opens an image file for cropping. */
export async function take(file: Blob, name: string): Promise<void> {
  try {
    cropping.value = await openPhoto(file, name);
  } catch (error) {
    complain(error);
  }
}

/**
 * Shows a new face in the first view.
 *
 * @param pixels [size, size], 0 to 1
 * @param found of a photograph: whether a face was found in it
 */
export function present(
  name: string,
  pixels: Float32Array,
  values?: Readonly<Record<string, number>>,
  found?: boolean,
): void {
  paramsOf('rerender').value = { face: addFace(name, pixels, values, found) };
  view.value = 'rerender';
  tell(`${name} is in the studio.`);
}

/** Whatever is dropped on the page or pasted into it. */
export function listenForImages(): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) void take(file, file.name);
  });
  addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file !== undefined) void take(file, file.name);
  });
}
