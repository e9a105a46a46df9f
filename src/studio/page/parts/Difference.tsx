import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { surface } from '../picture/canvas.js';
import { differenceColours } from '../picture/difference.js';
import { Frame } from './Frame.js';

interface Props {
  readonly before: ReadonlySignal<Float32Array | undefined>;
  readonly after: ReadonlySignal<Float32Array | undefined>;
  readonly label: string;
  readonly resolution?: number;
}

/** Where a picture became brighter (amber) or darker (blue). */
export function Difference({ before, after, label, resolution = 512 }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [a, b] = [before.value, after.value];
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (a === undefined || b === undefined || a.length !== b.length || !context) return;
    const size = Math.sqrt(a.length);
    const native = surface(size, size);
    native.putImageData(new ImageData(differenceColours(a, b), size, size), 0, 0);
    context.imageSmoothingQuality = 'high';
    context.drawImage(native.canvas, 0, 0, resolution, resolution);
  }, [a, b, resolution]);
  return <Frame canvas={canvas} label={label} resolution={resolution} />;
}
