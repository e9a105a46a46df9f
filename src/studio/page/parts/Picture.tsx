import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { drawPicture } from '../picture/canvas.js';
import { Frame } from './Frame.js';

/** A canvas keeps the numbers that it shows, for whoever wants them exactly. */
interface PictureCanvas extends HTMLCanvasElement {
  pixels?: Float32Array;
}

interface Props {
  /** [size, size], 0 to 1; an empty frame until they are there. */
  readonly pixels: ReadonlySignal<Float32Array | undefined>;
  /** For those who cannot see it. */
  readonly label: string;
  /** Pixels of the canvas a side. */
  readonly resolution?: number;
}

/** A grey picture, enlarged smoothly. */
export function Picture({ pixels, label, resolution = 256 }: Props): JSX.Element {
  const canvas = useRef<PictureCanvas>(null);
  const shown = pixels.value;
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const context = canvas.current.getContext('2d')!;
    if (shown === undefined) {
      delete canvas.current.pixels;
      context.clearRect(0, 0, resolution, resolution);
    } else {
      canvas.current.pixels = shown;
      drawPicture(context, shown, 0, 0, resolution);
    }
  }, [shown, resolution]);
  return <Frame canvas={canvas} label={label} resolution={resolution} ready={shown !== undefined} />;
}
