import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { isFull } from '../files/room.js';
import { removeUnfinished, writeAtomically } from '../files/writeAtomically.js';
import { fillParameters, namedTensors } from '../model/tensors.js';
import type { Parameters } from '../network/parameters.js';
import { readSafetensors, type Safetensors, writeSafetensors } from '../network/safetensors.js';
import type { TrainingState } from './learning.js';

/** An intact older one remains if the newest is damaged. */
const KEPT = 2;

const FORMAT = 'dcign checkpoint 1';
const NAME = /^step-(\d+)\.safetensors$/;

/** What the disk must have room for at the start: the checkpoints, and one beside them while it is written. */
export function checkpointRoom(parameters: Parameters): number {
  // Each of them with two moments.
  return (KEPT + 1) * 3 * parameters.data.byteLength;
}

/**
 * Writes the state as it is now. On a full disk the older checkpoints make room for it.
 *
 * @param config fingerprint of the run's configuration
 * @throws UserError with its path where it cannot be written; the newest one before, if there is one, is kept
 */
export async function writeCheckpoint(folder: string, state: TrainingState, config: string): Promise<void> {
  const { step, parameters, optimiser, best, validationDue } = state;
  const content = writeSafetensors(
    [
      ...namedTensors(parameters),
      ...namedTensors(optimiser.firstMoment, 'adam.first.'),
      ...namedTensors(optimiser.secondMoment, 'adam.second.'),
    ],
    {
      format: FORMAT,
      step: String(step),
      config,
      ...(best && { bestStep: `${best.step}`, bestLoss: `${best.loss}` }),
      ...(validationDue && { validationDue: 'true' }),
    },
  );
  const file = join(folder, `step-${String(step).padStart(8, '0')}.safetensors`);
  try {
    await makeFolder(folder);
    await writeAtomically(file, content).catch(async (error) => {
      // Checkpoints are of one size: without the older ones there is room for the next.
      if (!isFull(error)) throw error;
      await removeOlder(folder, 1);
      await writeAtomically(file, content);
    });
    await removeOlder(folder, KEPT);
  } catch (error) {
    throw new UserError(
      `The checkpoint ${file} could not be written (${(error as Error).message}), so the training has stopped. ` +
        'What was saved before is kept: mend what is said, then go on with --resume.',
    );
  }
}

async function removeOlder(folder: string, kept: number): Promise<void> {
  for (const { file } of (await checkpoints(folder)).slice(kept)) await rm(file);
}

/**
 * Takes up the newest checkpoint, if there is one, and removes what a kill has left unfinished.
 *
 * @param state is overwritten
 * @returns whether there is one
 * @throws UserError where the newest checkpoint is damaged or belongs to another configuration
 */
export async function restoreCheckpoint(
  folder: string,
  state: TrainingState,
  config: string,
): Promise<boolean> {
  await makeFolder(folder);
  await removeUnfinished(folder);
  const [newest, older] = await checkpoints(folder);
  if (newest === undefined) return false;
  const remedy = `Delete it: the training then goes on from ${older === undefined ? 'its start' : `step ${older.step}`}.`;
  const { metadata, tensors } = await read(newest.file, remedy);
  const { bestStep, bestLoss, validationDue } = metadata;
  const best = bestStep === undefined ? undefined : { step: Number(bestStep), loss: Number(bestLoss) };
  const isReadable = best === undefined || (Number.isInteger(best.step) && Number.isFinite(best.loss));
  if (metadata.format !== FORMAT || metadata.step !== String(newest.step) || !isReadable)
    throw new UserError(
      `${newest.file} is no checkpoint that this version of dcign can go on from. ${remedy}`,
    );
  if (metadata.config !== config)
    throw new UserError(
      `${newest.file} was written under another configuration than the config.json of its run says. Restore ` +
        'the config.json that the training was started with, or start a new run.',
    );
  fillParameters(state.parameters, tensors, '', newest.file);
  fillParameters(state.optimiser.firstMoment, tensors, 'adam.first.', newest.file);
  fillParameters(state.optimiser.secondMoment, tensors, 'adam.second.', newest.file);
  state.step = newest.step;
  state.best = best;
  state.validationDue = validationDue === 'true';
  return true;
}

async function read(file: string, remedy: string): Promise<Safetensors> {
  try {
    return readSafetensors(await readFile(file), file);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${error.message} ${remedy}`) : error;
  }
}

/** Complete checkpoints, newest first. */
async function checkpoints(
  folder: string,
): Promise<readonly { readonly step: number; readonly file: string }[]> {
  const steps = (await readdir(folder)).flatMap((name) => {
    const match = NAME.exec(name);
    return match === null ? [] : [{ step: Number(match[1]), file: join(folder, name) }];
  });
  return steps.sort((a, b) => b.step - a.step);
}
