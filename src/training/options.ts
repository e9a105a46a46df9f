import { z } from 'zod';
import { type Objective, objectives } from '../code/objectives/objectives.js';
import type { DatasetInfo } from '../dataset/batch.js';
import { UserError } from '../errors.js';
import { canPhotograph } from '../scene/openScene.js';
import { balanced, otherStages, type Preset, presets, type TrainingOptions } from './presets.js';

const count = z.int().positive();
const blocks = z.int().nonnegative();
const decay = z.number().min(0).lt(1);

/** Those left out come from a preset. */
export type GivenOptions = { readonly [K in keyof TrainingOptions]?: TrainingOptions[K] | undefined };

type Fields = { readonly [K in keyof TrainingOptions]-?: z.ZodType<TrainingOptions[K]> };

/**
 * The one schema that reads the command line, writes its help and checks the config.json of a run.
 */
export const trainingOptions: z.ZodObject<Fields> = z.object({
  steps: count.describe('steps of the whole training; one step is one mini-batch'),
  seed: z.int().nonnegative().describe('what all random draws come from'),
  batch: count.describe('images a step, in sets of --set'),
  set: count.describe('images a set, in which the same factors vary; at most what a batch of the data holds'),
  network: z
    .enum(['paper', 'residual'])
    .describe("the paper's family (convolutions, pooling, unpooling), or residual blocks"),
  encoder: z.array(count).min(1).describe("maps of the encoder's stages, for example 96,48,24"),
  decoder: z.array(count).min(1).describe("maps that go into the decoder's stages"),
  encoderBlocks: z.array(blocks).optional().describe("residual blocks in each of the encoder's stages"),
  decoderBlocks: z.array(blocks).optional().describe("residual blocks in each of the decoder's stages"),
  patch: count
    .optional()
    .describe('of a residual network: side of the cells of pixels that it reads and writes at once'),
  code: count.describe('units of the graphics code'),
  groups: z
    .string()
    .describe(
      'layout of the code: paper (intrinsic as one group), page (shape and texture apart), or ' +
        'a list of factors and units such as azimuth=1,light=1,intrinsic=58',
    ),
  kinds: z
    .string()
    .describe(
      'how often each kind of batch is trained: paper, all-but-one (each group, and as often all but that group), ' +
        'or a list such as azimuth=1,intrinsic=10; all=1 for vae, beta-vae and beta-tcvae',
    ),
  objective: z.enum(objectives).describe("what is minimised: the paper's, or one to compare it with"),
  beta: z.number().nonnegative().describe('of beta-vae and beta-tcvae: times --kl-weight'),
  inactive: z
    .enum(['exchange', 'mean', 'first'])
    .describe(
      "what replaces inactive units: another image's of the set, their mean over it, or its first image's; the next " +
        'four are of mean and first alone',
    ),
  clamping: z
    .enum(['after', 'before'])
    .optional()
    .describe('replace inactive units after or before sampling'),
  invariance: z
    .number()
    .nonnegative()
    .optional()
    .describe('weight of the pull of inactive units towards their mean'),
  clampedGradient: z
    .enum(['stop', 'exact'])
    .optional()
    .describe("the reconstruction's gradient of an inactive unit: stopped, or that of its replacement"),
  clampedKl: z
    .enum(['keep', 'drop'])
    .optional()
    .describe('whether inactive units are still drawn to the prior'),
  klWeight: z.number().nonnegative().describe('weight of the KL divergence against the reconstruction'),
  photographs: z
    .number()
    .min(0)
    .max(1)
    .describe('share of images that the encoder sees as photographs, while the decoder draws them plainly'),
  frozen: z
    .enum(['none', 'encoder', 'decoder'])
    .describe(
      'the network that stays as --from has it: with the decoder frozen, the encoder learns to read more kinds of pictures and heads stay as sharp as they are drawn; with the encoder frozen, the decoder learns to draw what is read, for every encoder of its code',
    ),
  initialisation: z
    .enum(['torch', 'he'])
    .describe('how convolutions start: as in Torch7, or so that they keep the variance of a signal'),
  startLogVar: z
    .number()
    .describe('log sigma^2 that posteriors start from; the lower, the sooner the code is heard'),
  learningRate: z.number().positive().describe("Adam's step size"),
  beta1: decay.describe("decay of Adam's first moment"),
  beta2: decay.describe("decay of Adam's second moment"),
  schedule: z.enum(['constant', 'cosine']).describe('how the learning rate goes on after warm-up'),
  warmUp: z.int().nonnegative().describe('steps over which the learning rate rises from 0'),
  metricsEvery: count.describe('steps between two lines of metrics.jsonl'),
  validateEvery: count.describe('steps between two validations, each with a sheet of samples'),
  validationBatches: count.describe('mini-batches of a validation'),
  checkpointEvery: count.describe('steps between two checkpoints'),
});

/** The unsupervised objectives take images to be drawn independently of each other. */
const INDEPENDENT = { kinds: 'all=1' };

/** What an objective changes in any preset. */
const PRESETS_OF_OBJECTIVES: Readonly<Partial<Record<Objective, GivenOptions>>> = {
  vae: INDEPENDENT,
  'beta-vae': INDEPENDENT,
  'beta-tcvae': INDEPENDENT,
  /** It learns from pairs (Locatello et al. 2020). */
  'ada-gvae': { set: 2 },
};

const CLAMP_OPTIONS = ['clamping', 'invariance', 'clampedGradient', 'clampedKl'] as const;
const RESIDUAL_OPTIONS = ['encoderBlocks', 'decoderBlocks', 'patch'] as const;

/** What `balanced` makes fit the image size. */
const BY_AREA = ['klWeight'];

/** `trainingOptions` as a command takes them: all may be left out, and their descriptions name the presets' values. */
export const givenOptions: z.ZodObject<{ readonly [K in keyof Fields]: z.ZodOptional<Fields[K]> }> =
  describeWithPresets().partial();

/**
 * @param data what is trained on: its images' height and width in pixels, and its scene
 * @throws UserError without the number of steps
 */
export function resolveOptions(
  preset: keyof typeof presets,
  given: GivenOptions,
  { size, scene }: Pick<DatasetInfo, 'size' | 'scene'>,
): TrainingOptions {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const own = balanced(preset, size, given.inactive);
  const network = given.network ?? own.network;
  const { encoderBlocks, decoderBlocks, patch, ...base } =
    network === own.network ? own : { ...own, ...otherStages[preset] };
  const result = trainingOptions.safeParse({
    ...base,
    photographs: canPhotograph(scene) ? base.photographs : 0,
    ...(network === 'residual' && {
      encoderBlocks: blocksFor(given.encoder, encoderBlocks),
      decoderBlocks: blocksFor(given.decoder, decoderBlocks),
      patch,
    }),
    ...(given.objective && PRESETS_OF_OBJECTIVES[given.objective]),
    ...defined,
  });
  if (result.success) {
    const { inactive, objective, set } = result.data;
    if (inactive === 'exchange')
      refuseWithout(CLAMP_OPTIONS, given, '--inactive exchange', '--inactive mean or first');
    if (network === 'paper') refuseWithout(RESIDUAL_OPTIONS, given, '--network paper', '--network residual');
    if (objective === 'ada-gvae' && set % 2 !== 0)
      throw new UserError(
        `ada-gvae learns from pairs, but sets of ${set} images were given. Give an even --set.`,
      );
    return result.data;
  }
  const [issue] = result.error.issues;
  throw new UserError(`The training option ${issue!.path.join('.')} is impossible: ${issue!.message}.`);
}

/** The preset's, or one for each stage where other stages were given. */
function blocksFor(
  stages: readonly number[] | undefined,
  preset: readonly number[] | undefined,
): readonly number[] {
  return stages === undefined || stages.length === preset?.length ? (preset ?? []) : stages.map(() => 1);
}

/** What has no meaning is not ignored in silence. */
function refuseWithout(
  names: readonly (keyof GivenOptions)[],
  given: GivenOptions,
  chosen: string,
  needed: string,
): void {
  const name = names.find((one) => given[one] !== undefined);
  if (name === undefined) return;
  const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UserError(
    `--${option} has no meaning with ${chosen}, which is what this training has. Leave it out, or give ${needed}.`,
  );
}

function describeWithPresets(): z.ZodObject<Fields> {
  const described = Object.entries(trainingOptions.shape).map(([key, field]) => {
    const [ours, papers] = [presets.default, presets.paper].map((preset) => preset[key as keyof Preset]);
    const own = BY_AREA.includes(key)
      ? `${shown(ours)} at 150 x 150, in proportion to the area`
      : shown(ours);
    const paper = papers === undefined ? '' : `paper ${shown(papers)}`;
    const note =
      ours === papers && own === shown(ours) ? own : [own, paper].filter((part) => part !== '').join('; ');
    return [key, field.describe(`${field.description}${note === '' ? '' : ` [${note}]`}`)];
  });
  return z.object(Object.fromEntries(described) as Fields);
}

function shown(value: unknown): string {
  return value === undefined ? '' : String(value);
}
