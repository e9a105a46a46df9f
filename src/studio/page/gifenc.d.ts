/** The part of gifenc that the studio uses. */
declare module 'gifenc' {
  interface Encoder {
    writeFrame(
      indices: Uint8Array,
      width: number,
      height: number,
      options: { delay?: number; palette?: readonly [number, number, number][]; repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  export function GIFEncoder(): Encoder;
}
