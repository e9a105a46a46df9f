import type { JSX, RefObject } from 'preact';

interface Props<Canvas extends HTMLCanvasElement> {
  readonly canvas: RefObject<Canvas>;
  /** For those who cannot see the picture. */
  readonly label: string;
  /** Pixels of the canvas a side. */
  readonly resolution: number;
  readonly ready?: boolean;
}

/** A square canvas, for whoever draws a picture on it. */
export function Frame<Canvas extends HTMLCanvasElement>({
  canvas,
  label,
  resolution,
  ready,
}: Props<Canvas>): JSX.Element {
  return (
    <canvas
      ref={canvas}
      class="picture"
      width={resolution}
      height={resolution}
      role="img"
      aria-label={label}
      data-ready={ready}
    />
  );
}
