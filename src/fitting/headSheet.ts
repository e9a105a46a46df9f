import { dirname } from 'node:path';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { outputForm } from '../files/outputForm.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { Texture } from '../head/texture.js';
import { layOut } from '../picture/layout.js';
import { square, toSharp } from '../picture/picture.js';
import type { FaceModel } from '../scene/faceModel.js';
import { luma } from '../scene/luma.js';
import { compose, facing, turned } from '../scene/vector.js';
import type { FittedHead } from './fitHead.js';
import { createHeadRenderer, type HeadPose, inToneOf, photographedPose } from './renderHead.js';

/** A head, and the photograph that it was fitted to. */
export interface PhotographedHead {
  readonly head: FittedHead;
  readonly skin: Texture;
  /** Grey, [size, size], 0 to 255. */
  readonly pixels: Uint8Array;
  /** What a network makes of the photograph, for comparison: [size, size], 0 to 255. */
  readonly network: Uint8Array;
}

/** What is shown besides the photograph: turned by so many degrees, or under a lamp from there. */
const TURNS = [-30, 30] as const;
const LAMPS = [-60, 60] as const;
const BACKGROUND = 40;

/**
 * Writes a sheet: the photograph, the head as it was fitted, turned to both sides, and lit from both sides,
 * in the photograph's own tone and camera. Its folder is made.
 *
 * @param path of a PNG: see `sheetForm`
 */
export async function writeHeadSheet(
  path: string,
  model: FaceModel,
  { head, skin, pixels, network }: PhotographedHead,
): Promise<void> {
  const size = Math.sqrt(pixels.length);
  const { render } = createHeadRenderer(model);
  const pose = photographedPose(head);
  const draw = (label: string, changed: Partial<HeadPose>) => ({
    label,
    picture: square(
      greyOf(inToneOf(head, render(head, skin, { ...pose, background: BACKGROUND, ...changed }, size))),
    ),
  });
  const { azimuth, elevation, roll } = head.circumstances;
  const page = await layOut([
    [
      { label: 'photograph', picture: square(pixels) },
      draw('head', {}),
      draw('from the front', {
        rotation: facing(0, 0),
      }),
      { label: 'DC-IGN', picture: square(network) },
    ],
    [
      ...TURNS.map((turn) =>
        draw(`turned by ${turn}°`, { rotation: compose(turned(roll), facing(azimuth + turn, elevation)) }),
      ),
      ...LAMPS.map((lamp) =>
        draw(`lamp at ${lamp}°`, { lamp: { azimuth: lamp, elevation: 20 }, shadows: true }),
      ),
    ],
  ]);
  await makeFolder(dirname(path));
  await writeAtomically(path, await toSharp(page).png().toBuffer());
}

/** @throws UserError if the name does not end in .png */
export function sheetForm(path: string): void {
  const advice = 'End it in .png: a sheet is one picture.';
  if (outputForm(path, ['png'], advice) === 'folder')
    throw new UserError(`The sheet ${path} has no ending. ${advice}`);
}

/** Grey of a picture in colour: [pixels, 3] to [pixels]. */
export function greyOf(pixels: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: pixels.length / 3 }, (_, i) =>
    Math.round(luma(pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!)),
  );
}
