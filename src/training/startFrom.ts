import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Group } from '../code/groups.js';
import { UserError } from '../errors.js';
import { readModel } from '../model/modelFile.js';
import type { Architecture } from '../network/architecture.js';
import type { Parameters } from '../network/parameters.js';
import { undoFit } from './fitPrior.js';
import { formatGroups } from './layout.js';

/** What a training's parameters are the parameters of. */
interface Layout {
  readonly architecture: Architecture;
  readonly groups: readonly Group[];
}

/**
 * The parameters of a trained model, for a training to start from: in the units of the code that it was trained with.
 * The training's network may have more maps and more residual blocks than the model: see `widen`; since a block starts
 * as the identity, the pictures are the model's.
 *
 * @param path a run folder or a model file
 * @param wanted network and code of the training
 * @returns every tensor that the model has
 * @throws UserError where there is no model, or its network or the layout of its code is another
 */
export async function startFrom(path: string, wanted: Layout): Promise<Parameters> {
  const { description, parameters } = await readModel(path);
  const { architecture, groups, training } = description;
  if (
    !isDeepStrictEqual(
      { architecture, groups },
      { ...wanted, architecture: shrunk(wanted.architecture, architecture) },
    )
  )
    throw new UserError(
      `The training cannot start from ${path}: ${differences({ architecture, groups }, wanted).join('; ')}. Leave out ` +
        '--code and --groups, give as many maps and residual blocks or more, and data of the same size.',
    );
  return training.code === undefined ? parameters : undoFit(parameters, training.code);
}

/** The wanted network with the model's maps and residual blocks, as far as it has at least as many. */
function shrunk(wanted: Architecture, model: Architecture): Architecture {
  const fewer = (own: readonly number[], has: readonly number[]): readonly number[] =>
    own.length === has.length && own.every((n, i) => n >= has[i]!) ? has : own;
  const maps = {
    ...wanted,
    encoder: fewer(wanted.encoder, model.encoder),
    decoder: fewer(wanted.decoder, model.decoder),
  };
  if (wanted.residual === undefined || model.residual === undefined) return maps;
  const encoderBlocks = fewer(wanted.residual.encoderBlocks, model.residual.encoderBlocks);
  const decoderBlocks = fewer(wanted.residual.decoderBlocks, model.residual.decoderBlocks);
  return { ...maps, residual: { ...wanted.residual, encoderBlocks, decoderBlocks } };
}

/** What of a model is another than the training asks for, each in words. */
function differences(model: Layout, wanted: Layout): readonly string[] {
  const [has, asked] = [wordsOf(model), wordsOf(wanted)];
  const found = Object.entries(has).flatMap(([what, own]) =>
    own === asked[what] ? [] : [`${what}: the model has ${own}, the training asks for ${asked[what]}`],
  );
  return found.length > 0 ? found : ['the groups of its code stand for other factors'];
}

function wordsOf({ architecture, groups }: Layout): Readonly<Record<string, string>> {
  const { size, encoder, decoder, code, residual } = architecture;
  const blocks = (numbers: readonly number[] | undefined): string => numbers?.join() ?? 'none';
  return {
    'size of pictures': `${size} x ${size}`,
    network: residual === undefined ? "the paper's" : 'a residual one',
    encoder: encoder.join(),
    decoder: decoder.join(),
    'blocks of the encoder': blocks(residual?.encoderBlocks),
    'blocks of the decoder': blocks(residual?.decoderBlocks),
    patch: residual === undefined ? 'none' : String(residual.patch),
    code: `${code} units`,
    groups: formatGroups(groups),
  };
}

/** Tells parameters from others, as those of a model that went on training. */
export function digestOf({ data }: Parameters): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
