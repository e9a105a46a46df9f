export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A square part of a picture, which may be turned. */
export interface Frame {
  /** Its middle, in pixels from the picture's left and upper edges. */
  readonly x: number;
  readonly y: number;
  /** In pixels of the picture. */
  readonly side: number;
  /** Degrees by which what is upright in the frame leans clockwise in the picture. */
  readonly roll: number;
}

/** The largest square in the middle of a picture. */
export function middleFrame({ width, height }: { readonly width: number; readonly height: number }): Frame {
  return { x: width / 2, y: height / 2, side: Math.min(width, height), roll: 0 };
}

/** The frame of a part of a picture as a frame of the picture, of which a pixel is `scale` pixels of the part. */
export function enlarged({ x, y, side, roll }: Frame, factor: number): Frame {
  return { x: x * factor, y: y * factor, side: side * factor, roll };
}

/** Where a point of the picture is seen in a frame that is drawn with `size` pixels. */
export function intoFrame({ x, y, side, roll }: Frame, size: number, point: Point): Point {
  const [cos, sin] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  const [dx, dy] = [point.x - x, point.y - y];
  return {
    x: ((dx * cos + dy * sin) / side + 0.5) * size,
    y: ((dy * cos - dx * sin) / side + 0.5) * size,
  };
}

/** The inverse of `intoFrame`. */
export function outOfFrame({ x, y, side, roll }: Frame, size: number, point: Point): Point {
  const [cos, sin] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  const [u, v] = [(point.x / size - 0.5) * side, (point.y / size - 0.5) * side];
  return { x: x + u * cos - v * sin, y: y + u * sin + v * cos };
}

/** A frame that was found in a drawing of another one, as a frame of the picture. */
export function frameOutOf(outer: Frame, size: number, inner: Frame): Frame {
  return {
    ...outOfFrame(outer, size, inner),
    side: (inner.side / size) * outer.side,
    roll: outer.roll + inner.roll,
  };
}

/**
 * How much of two frames is common to both: intersection over union, as if they were upright. A turned square's
 * overlap differs little from that while the turns are alike.
 */
export function overlap(a: Frame, b: Frame): number {
  const across = (along: 'x' | 'y'): number =>
    Math.min(a[along] + a.side / 2, b[along] + b.side / 2) -
    Math.max(a[along] - a.side / 2, b[along] - b.side / 2);
  const common = Math.max(0, across('x')) * Math.max(0, across('y'));
  return common / (a.side ** 2 + b.side ** 2 - common);
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
