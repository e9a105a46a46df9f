import { UserError } from '../errors.js';
import { doubtsOf } from '../fitting/doubts.js';
import type { FittedHead } from '../fitting/fitHead.js';
import { framingFor, type GivenFrame } from '../framing/frameOptions.js';
import type { Person } from '../head/person.js';
import type { Texture } from '../head/texture.js';
import type { ModelDescription } from '../model/description.js';
import type { FaceModel } from '../scene/faceModel.js';
import { parseSceneName, showsObjects } from '../scene/sceneName.js';
import { type ChosenEngine, openChosen } from './engineOption.js';
import { FrameNotices } from './frameOption.js';
import { progress } from './progress.js';
import { doubtIn } from './verdicts.js';

/** The head on a photograph. */
export interface FoundHead {
  readonly person: Person;
  readonly head: FittedHead;
  readonly skin: Texture;
  /** [size, size], 0 to 255 */
  readonly pixels: Uint8Array;
  /** What the network draws for it: [size, size], 0 to 255. */
  readonly network: Uint8Array;
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
  const { refusalOf } = await import('../fitting/refusal.js');
  const { toBytes } = await import('../evaluation/imageScore.js');
  const { prepareModel } = await import('../model/model.js');
  const { readModel } = await import('../model/modelFile.js');
  const { modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
  const { engine } = await openChosen(chosen);
  const model = await prepareModel(await readModel(modelOrShipped(given, PHOTOGRAPH_MODEL)), engine);
  try {
    const { description } = model;
    refuseObjects(description);
    const photograph = await readColourPhotograph(
      path,
      description.architecture.size,
      framingFor(chosen, description),
    );
    const notices = new FrameNotices();
    notices.add(photograph);
    notices.say(quiet);
    const { reading, code, verdict } = await readHead(model, photograph);
    const refusal = refusalOf(path, verdict, 'say where the face is with --crop x,y,side');
    if (refusal !== undefined) throw new UserError(refusal);
    const doubt = doubtIn(verdict);
    if (!quiet && doubt !== undefined) console.error(`${path}: ${doubt}.`);
    const head = withBar(quiet, (onProgress) =>
      createHeadFitter(faces)({ ...photograph, reading }, onProgress),
    );
    return {
      person: { shape: head.shape, texture: head.texture },
      ...{ head, skin: photographedSkin(faces, head, photograph.colour), pixels: photograph.pixels },
      network: toBytes(await model.decode(code)),
    };
  } finally {
    await model.dispose();
  }
}

function refuseObjects({ data }: ModelDescription): void {
  if (showsObjects(data.scene))
    throw new UserError(
      `A model of ${parseSceneName(data.scene).kind} knows no heads. Leave out --model, or give one of faces.`,
    );
}

/** Shows how far a fit has come, as a share of 1. */
function withBar(quiet: boolean, fit: (onProgress: (done: number) => void) => FittedHead): FittedHead {
  const bar = progress('fit', 100, { quiet });
  try {
    return fit((done) => bar.update(Math.round(100 * done)));
  } finally {
    bar.stop();
  }
}

/** As JSON. */
export function reportOf({ circumstances, deviations, cost }: FittedHead): object {
  return { circumstances, deviations, cost, doubts: doubtsOf({ deviations }) };
}
