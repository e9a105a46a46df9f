import { fromGrey, toGrey } from './grey.js';

/** A drawing surface that is not in the page. */
export function surface(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  return context;
}

/** The picture at its own size. @param pixels [size, size], 0 to 1 */
export function nativeCanvas(pixels: Float32Array): HTMLCanvasElement {
  const size = Math.sqrt(pixels.length);
  const context = surface(size, size);
  context.putImageData(new ImageData(fromGrey(pixels), size, size), 0, 0);
  return context.canvas;
}

/** The picture with `side` pixels a side, enlarged smoothly. @param pixels [size, size], 0 to 1 */
export function enlargedCanvas(pixels: Float32Array, side: number): HTMLCanvasElement {
  if (side ** 2 === pixels.length) return nativeCanvas(pixels);
  const context = surface(side, side);
  drawPicture(context, pixels, 0, 0, side);
  return context.canvas;
}

/** A picture at its own size, on its way to a larger one: a new canvas a frame would keep the collector busy. */
const scratch = new Map<number, CanvasRenderingContext2D>();

/** Fills a square of a canvas with the picture, enlarged smoothly. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  pixels: Float32Array,
  x: number,
  y: number,
  side: number,
): void {
  const size = Math.sqrt(pixels.length);
  const native = scratch.get(size) ?? surface(size, size);
  scratch.set(size, native);
  native.putImageData(new ImageData(fromGrey(pixels), size, size), 0, 0);
  context.imageSmoothingQuality = 'high';
  context.drawImage(native.canvas, x, y, side, side);
}

/** The square part of a source, turned, as a network sees it. */
export interface Crop {
  /** Middle of the square, in pixels of the source. */
  readonly x: number;
  readonly y: number;
  /** Side of the square, in pixels of the source. */
  readonly side: number;
  /** Degrees that the source is turned clockwise. */
  readonly turn: number;
}

/** Draws a crop of a photograph into a square of `size` pixels. Beyond its edges is the scene's background. */
export function drawCrop(
  context: CanvasRenderingContext2D,
  source: CanvasImageSource,
  { x, y, side, turn }: Crop,
  size: number,
): void {
  context.save();
  context.fillStyle = '#282828';
  context.fillRect(0, 0, size, size);
  context.imageSmoothingQuality = 'high';
  context.translate(size / 2, size / 2);
  context.rotate((turn * Math.PI) / 180);
  context.scale(size / side, size / side);
  context.drawImage(source, -x, -y);
  context.restore();
}

/** @returns [size, size], 0 to 1 */
export function cropToGrey(source: CanvasImageSource, crop: Crop, size: number): Float32Array {
  const context = surface(size, size);
  drawCrop(context, source, crop, size);
  return toGrey(context.getImageData(0, 0, size, size).data);
}

export function toBlob(canvas: HTMLCanvasElement, type = 'image/png'): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), type);
  });
}
