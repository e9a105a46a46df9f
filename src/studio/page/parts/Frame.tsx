import type { JSX, Ref } from 'preact';

interface Props {
  readonly canvas: Ref<HTMLCanvasElement>;
  /** For those who cannot see the picture. */
  readonly label: string;
  /** Pixels of the canvas a side. */
  readonly resolution: number;
  readonly ready?: boolean;
}

/** A square canvas, for whoever draws a picture on it. */
export function Frame({ canvas, label, resolution, ready }: Props): JSX.Element {
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
