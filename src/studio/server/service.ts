import { createTurns } from '../../engine/inTurn.js';
import { UserError } from '../../errors.js';
import type { Framed, Framing } from '../../framing/framing.js';
import { decodeImages } from '../../model/decodeImages.js';
import type { Model } from '../../model/model.js';
import { square, toSharp } from '../../picture/picture.js';
import { controlsOf } from '../../rerender/controls.js';
import { look } from '../../rerender/look.js';
import { decodePhotograph } from '../../rerender/readPhotograph.js';
import { applySettings, planSettings } from '../../rerender/settings.js';
import type { Verdict } from '../../verdict/verdict.js';

/** What controls read off a code, in their own units: `{azimuth: -12.5}` in degrees. */
export type Readings = Readonly<Record<string, number>>;

export interface Encoded {
  readonly framed: Framed;
  readonly mu: Float32Array;
  readonly logVar: Float32Array;
  readonly readings: Readings;
  /** Whether the image could be read; undefined where the model has learnt no judgement. */
  readonly verdict: Verdict | undefined;
  /** What the encoder saw: [size, size], 0 to 255. */
  readonly pixels: Uint8Array;
}

/** Of photographs: a small file of many pixels takes 120 MB when it is decoded, and as much again while faces are sought. */
const inTurn = createTurns();

/**
 * @param bytes of an image file, as a stranger sent them
 * @param gone is aborted when nobody waits for the answer any more: what has not begun by then never does
 * @throws UserError if it is no image
 */
export async function encode(
  model: Model,
  bytes: Uint8Array,
  framing: Framing,
  gone: AbortSignal,
): Promise<Encoded> {
  const { size } = model.description.architecture;
  if (!SIGNATURES.some((signature) => signature.test(startOf(bytes))))
    throw new UserError('The image is no PNG, JPEG or WebP file. Send one of these.');
  const { pixels, ...framed } = await inTurn(async () => {
    if (gone.aborted) throw new UserError('The image was not looked at: whoever sent it has left.');
    return decodePhotograph(bytes, 'The image', size, framing, MAX_PIXELS);
  });
  const { code: mu, logVar, verdict } = await look(model, pixels, { found: framed.found });
  return { mu, logVar, pixels, framed, verdict, readings: read(model, mu) };
}

/** @returns PNGs */
export async function decode(model: Model, codes: readonly Float32Array[]): Promise<readonly Uint8Array[]> {
  return Promise.all((await decodeImages(model, codes)).map(toPng));
}

/** @param pixels [size, size], 0 to 255 */
export async function toPng(pixels: Uint8Array): Promise<Uint8Array> {
  return toSharp(square(pixels)).png().toBuffer();
}

export interface Rerendered {
  readonly png: Uint8Array;
  /** Of the image as it was given. */
  readonly encoded: Encoded;
  /** A sentence for each value beyond the range of its control. */
  readonly notices: readonly string[];
}

/**
 * @param set values by control, in the control's unit
 * @param gone as of `encode`
 * @throws UserError if it is no image, or the model has no such control
 */
export async function rerender(
  model: Model,
  bytes: Uint8Array,
  set: Readonly<Record<string, number>>,
  framing: Framing,
  gone: AbortSignal,
): Promise<Rerendered> {
  const { settings, notices } = planSettings(model.description, set);
  const encoded = await encode(model, bytes, framing, gone);
  const code = applySettings(encoded.mu, settings);
  const [png] = await decode(model, [code]);
  return { png: png!, encoded, notices };
}

/** Of the many formats that sharp reads, those that a browser makes and that hide nothing. */
const SIGNATURES = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^RIFF....WEBP/s];

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 12)).toString('latin1');
}

/** A photograph of 40 megapixels; decoded, a small file can be far larger. */
const MAX_PIXELS = 40e6;

/** Of the first control of each group, as `dcign rerender` prints them. */
function read({ description }: Model, code: Float32Array): Readings {
  const controls = controlsOf(description).filter(({ name, group }) => name === group);
  return Object.fromEntries(controls.map((control) => [control.name, control.read(code)]));
}
