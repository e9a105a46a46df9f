import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Crop, drawCrop } from '../picture/canvas.js';
import type { Photo } from '../picture/photo.js';
import { pan, zoom } from '../state/crop.js';

interface Props {
  readonly photo: Photo;
  readonly crop: Crop;
  /** @param move makes the next crop of the one that stands */
  readonly onMove: (move: (crop: Crop) => Crop) => void;
  /** Whether it shows where a face belongs. */
  readonly hasGuide: boolean;
}

const SIDE = 640;

/** What of a photograph is cut out, to be moved and zoomed by drag, wheel, pinch or keys. */
export function CropFrame({ photo, crop, onMove, hasGuide }: Props): JSX.Element {
  const { image, name } = photo;
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointers = useRef(new Map<number, PointerEvent>());
  useLayoutEffect(() => drawCrop(canvas.current!.getContext('2d')!, image, crop, SIDE), [image, crop]);
  const move = (event: PointerEvent): void => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const { width } = canvas.current!.getBoundingClientRect();
    const others = [...pointers.current.values()].filter((one) => one.pointerId !== event.pointerId);
    pointers.current.set(event.pointerId, event);
    const [other] = others;
    const right = (event.clientX - before.clientX) / width;
    const down = (event.clientY - before.clientY) / width;
    if (other === undefined) {
      onMove((now) => pan(now, image, right, down));
      return;
    }
    const factor = distance(event, other) / distance(before, other);
    onMove((now) => zoom(pan(now, image, right / 2, down / 2), image, factor));
  };
  const release = (event: PointerEvent): void => {
    pointers.current.delete(event.pointerId);
  };
  return (
    <div
      class="frame"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the picture, as a drag does.
      tabIndex={0}
      role="application"
      aria-label="Move the photograph: drag and pinch, or arrow keys to move, plus and minus to zoom"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, event);
      }}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={release}
      onWheel={(event) => {
        event.preventDefault();
        onMove((now) => zoom(now, image, Math.exp(-event.deltaY / 500)));
      }}
      onKeyDown={(event) => {
        const key = KEYS[event.key];
        if (key === undefined) return;
        event.preventDefault();
        onMove((now) => key(now, image));
      }}
    >
      <canvas ref={canvas} width={SIDE} height={SIDE} role="img" aria-label={`${name}, cropped`} />
      {hasGuide && (
        <svg class="guide" viewBox="0 0 100 100" aria-hidden="true">
          <ellipse cx="50" cy="50" rx="33" ry="44" />
          <path d="M24 45h52M50 12v76" />
        </svg>
      )}
    </div>
  );
}

type Move = (crop: Crop, image: HTMLCanvasElement) => Crop;

const STEP = 0.02;
const KEYS: Readonly<Record<string, Move>> = {
  ArrowLeft: (crop, image) => pan(crop, image, -STEP, 0),
  ArrowRight: (crop, image) => pan(crop, image, STEP, 0),
  ArrowUp: (crop, image) => pan(crop, image, 0, -STEP),
  ArrowDown: (crop, image) => pan(crop, image, 0, STEP),
  '+': (crop, image) => zoom(crop, image, 1.05),
  '=': (crop, image) => zoom(crop, image, 1.05),
  '-': (crop, image) => zoom(crop, image, 1 / 1.05),
};

function distance(a: PointerEvent, b: PointerEvent): number {
  return Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
}
