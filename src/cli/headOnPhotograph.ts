import { UserError } from '../errors.js';
import type { FittedHead } from '../fitting/fitHead.js';
import { framingFor, type GivenFrame } from '../framing/frameOptions.js';
import type { Person } from '../head/person.js';
import type { Texture } from '../head/texture.js';
import type { FaceModel } from '../scene/faceModel.js';
import { type ChosenEngine, openChosen } from './engineOption.js';
import { FrameNotices } from './frameOption.js';

/** The head on a photograph. */
export interface FoundHead {
  readonly person: Person;
  readonly head: FittedHead;
  readonly skin: Texture;
  /** [size, size], 0 to 255 */
  readonly pixels: Uint8Array;
  /** What the network draws for it: [size, size], 0 to 255. */
  readonly network: Uint8Array;
  readonly doubts: string | undefined;
}

type Chosen = ChosenEngine & GivenFrame & { readonly model?: string | undefined; readonly quiet: boolean };

/**
 * Fits the head on a photograph.
 *
 * @throws UserError where it shows no face that can be read
 */
export async function fitHead(
  faces: FaceModel,
  path: string,
  { model: given, quiet, ...chosen }: Chosen,
): Promise<FoundHead> {
  const { createHeadFitter } = await import('../fitting/fitHead.js');
  const { readColourPhotograph, readHead } = await import('../fitting/headPhotograph.js');
  const { photographedSkin } = await import('../fitting/photographedSkin.js');
  const { doubtsOf } = await import('../fitting/doubts.js');
  const { toBytes } = await import('../evaluation/imageScore.js');
  const { prepareModel } = await import('../model/model.js');
  const { readModel } = await import('../model/modelFile.js');
  const { modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
  const { engine } = await openChosen(chosen);
  const model = await prepareModel(await readModel(modelOrShipped(given, PHOTOGRAPH_MODEL)), engine);
  try {
    const { description } = model;
    const photograph = await readColourPhotograph(
      path,
      description.architecture.size,
      framingFor(chosen, description),
    );
    const notices = new FrameNotices();
    notices.add(photograph);
    notices.say(quiet);
    const { reading, code, verdict } = await readHead(model, photograph);
    if (verdict?.reads === 'not')
      throw new UserError(
        `No head was fitted to ${path}: ${verdict.words}. Give a photograph of one face, seen from no farther ` +
          'aside than its profile, or say where the face is with --crop x,y,side.',
      );
    if (!quiet && verdict?.reads === 'roughly') console.error(`${path}: ${verdict.words}.`);
    const head = createHeadFitter(faces)({ ...photograph, reading });
    return {
      person: { shape: head.shape, texture: head.texture },
      ...{ head, skin: photographedSkin(faces, head, photograph.colour), pixels: photograph.pixels },
      network: toBytes(await model.decode(code)),
      doubts: doubtsOf(head),
    };
  } finally {
    await model.dispose();
  }
}

/** In a sentence. */
export function wordsOf({ head: { circumstances }, doubts }: FoundHead): string {
  const at = (['azimuth', 'elevation', 'light'] as const)
    .map((name) => `${name} ${Math.round(circumstances[name])}°`)
    .join(', ');
  return `It is seen at ${at}${doubts === undefined ? '' : `; ${doubts}`}.`;
}

/** As JSON. */
export function reportOf({ head, doubts }: FoundHead): object {
  const { circumstances, deviations, cost } = head;
  return { circumstances, deviations, cost, doubts };
}
