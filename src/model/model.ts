import { sigmoid } from '../code/likelihood.js';
import { splitPosterior } from '../code/posterior.js';
import type { Engine, Runner } from '../engine/engine.js';
import { createTurns } from '../engine/inTurn.js';
import { preparePair } from '../engine/preparePair.js';
import type { ModelDescription } from './description.js';
import { type ModelFile, readModel } from './modelFile.js';

/** Images a call of the engine; the last call of many is filled up with zeros. */
const BATCH = 8;

/** A trained model, ready to encode pictures and to decode codes. */
export interface Model {
  readonly description: ModelDescription;
  /**
   * The posterior of each picture.
   *
   * @param images [n, size, size], 0 black to 1 white, any n
   * @returns mu and log sigma^2 [n, code]
   */
  encode(images: Float32Array): Promise<{ readonly mu: Float32Array; readonly logVar: Float32Array }>;
  /**
   * The picture of each code.
   *
   * @param codes [n, code], any n
   * @returns [n, size, size], 0 black to 1 white
   */
  decode(codes: Float32Array): Promise<Float32Array>;
  /** Frees the engine's memory. */
  dispose(): Promise<void>;
}

/**
 * Opens a model for use. Calls may overlap: they wait for each other.
 *
 * @param path a run folder or a model file
 * @throws UserError if there is no intact model
 */
export async function openModel(path: string, engine: Engine): Promise<Model> {
  return prepareModel(await readModel(path), engine);
}

/** The same for a model that is in memory already. */
export async function prepareModel({ description, parameters }: ModelFile, engine: Engine): Promise<Model> {
  const { architecture } = description;
  const { encoder, decoder } = await preparePair(engine, architecture, { batch: BATCH, training: false });
  await encoder.load(parameters);
  await decoder.load(parameters);
  const pixels = architecture.size ** 2;
  const inTurn = createTurns();
  return {
    description,
    encode: (images) =>
      inTurn(async () =>
        splitPosterior(await inChunks(encoder, images, pixels, 2 * architecture.code), architecture.code),
      ),
    decode: (codes) => inTurn(async () => sigmoid(await inChunks(decoder, codes, architecture.code, pixels))),
    dispose: () =>
      inTurn(async () => {
        await encoder.dispose();
        await decoder.dispose();
      }),
  };
}

/** Runs any number of rows through a runner whose batch is fixed. */
async function inChunks(
  runner: Runner,
  rows: Float32Array,
  inputs: number,
  outputs: number,
): Promise<Float32Array> {
  const n = rows.length / inputs;
  if (!Number.isInteger(n)) throw new RangeError(`${rows.length} numbers are no whole rows of ${inputs}`);
  const result = new Float32Array(n * outputs);
  for (let start = 0; start < n; start += runner.batch) {
    const end = Math.min(n, start + runner.batch);
    const input = new Float32Array(runner.batch * inputs);
    input.set(rows.subarray(start * inputs, end * inputs));
    const output = await runner.forward(input);
    result.set(output.subarray(0, (end - start) * outputs), start * outputs);
  }
  return result;
}
