/** What a byte is to the networks. */
const greys = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Grey bytes as the networks take them: 0 black to 1 white. */
export function toPixels(images: Uint8Array): Float32Array {
  const pixels = new Float32Array(images.length);
  // Twice as fast as dividing each, and 50 times as fast as Float32Array.from with a function.
  for (let i = 0; i < images.length; i++) pixels[i] = greys[images[i]!]!;
  return pixels;
}
