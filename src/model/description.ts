import { z } from 'zod';
import type { CodeDescription } from '../code/description.js';
import type { Group } from '../code/groups.js';
import type { CodeMoments } from '../code/moments.js';
import type { Architecture } from '../network/architecture.js';
import type { Factor, Scene } from '../scene/scene.js';
import type { Judgement } from '../verdict/evidence.js';

/** Everything about a trained model but its numbers: the metadata of the model file, each entry as JSON. */
export interface ModelDescription extends CodeDescription {
  readonly architecture: Architecture;
  readonly groups: readonly Group[];
  /** What it was trained on. */
  readonly data: {
    readonly scene: string;
    readonly factors: readonly Factor[];
    readonly aliases: Scene['aliases'];
  };
  readonly training: {
    /** Steps until the parameters were what they are. */
    readonly step: number;
    readonly batchSize: number;
    /** In nats an image; undefined where the data has no validation batches. */
    readonly validationLoss?: number | undefined;
    /** Mean and deviation of each unit in the training, which gave way to 0 and 1; undefined where they are as trained. */
    readonly code?: CodeMoments | undefined;
    /** Share of images that the encoder saw as photographs; undefined where it saw none. */
    readonly photographs?: number | undefined;
  };
  /** How to tell by its readings what it can read: see src/verdict. Undefined where it has not been learnt. */
  readonly judgement?: Judgement | undefined;
}

const count = z.int().positive();
const blocks = z.int().nonnegative();
const numbers = z.array(z.number());

const span = z.tuple([z.int(), z.int()]);

const prior = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('uniform'), min: z.number(), max: z.number() }),
  z.object({ kind: z.literal('normal') }),
  z.object({
    kind: z.literal('level'),
    count,
    parts: z.object({ train: span, validation: span, test: span }).optional(),
  }),
  z.object({ kind: z.literal('choice'), values: numbers }),
]);

const ordered = ['degree', 'sigma', 'level'] as const;
const unit = z.enum([...ordered, 'class']);

const line = z.object({
  parameter: z.string(),
  unit: z.enum(ordered),
  min: z.number(),
  max: z.number(),
  knots: z.array(z.object({ value: z.number(), truth: z.number() })).min(1),
  meanAbsoluteError: z.number(),
  spearman: z.number(),
  etaSquared: z.number(),
});

const circle = z.object({
  parameter: z.string(),
  unit: z.literal('degree'),
  min: z.number(),
  max: z.number(),
  corners: z.array(z.object({ truth: z.number(), values: z.array(z.number()) })).min(1),
  spread: z.array(z.number().positive()).min(2),
  meanAbsoluteError: z.number(),
  circularCorrelation: z.number(),
  frontBack: z.number(),
  etaSquared: z.number(),
});

/** Checks what a file says before anything is built from it. */
export const modelDescription: z.ZodType<ModelDescription> = z.object({
  architecture: z.object({
    size: count,
    encoder: z.array(count),
    decoder: z.array(count),
    code: count,
    residual: z
      .object({ encoderBlocks: z.array(blocks), decoderBlocks: z.array(blocks), patch: count })
      .optional(),
  }),
  groups: z.array(
    z.object({
      name: z.string(),
      units: count,
      factors: z.array(z.string()),
      circular: z.literal(true).optional(),
    }),
  ),
  data: z.object({
    scene: z.string(),
    factors: z.array(
      z.object({
        name: z.string(),
        parameters: z.array(
          z.object({
            name: z.string(),
            unit,
            prior,
            circular: z.literal(true).optional(),
            names: z.array(z.string()).optional(),
          }),
        ),
      }),
    ),
    aliases: z.record(z.string(), z.array(z.string())),
  }),
  training: z.object({
    step: z.int(),
    batchSize: count,
    validationLoss: z.number().optional(),
    code: z.object({ mean: numbers, deviation: numbers }).optional(),
    photographs: z.number().optional(),
  }),
  calibrations: z.record(z.string(), z.union([line, circle])),
  directions: z.record(
    z.string(),
    z.object({ mean: numbers, directions: z.array(numbers), deviations: numbers }),
  ),
  judgement: z.object({ weights: numbers, bias: z.number() }).optional(),
});
