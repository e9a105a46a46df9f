import { z } from '@hono/zod-openapi';
import type { Frame } from '../../../framing/frame.js';
import type { Verdict } from '../../../verdict/verdict.js';
import type { Encoded } from '../service.js';

/** What every answer says of the image that was sent. */
export interface Report {
  readonly verdict: Omit<Verdict, 'evidence'> | null;
  readonly frame: Frame | null;
  readonly faces: (Frame & { readonly score: number })[];
}

const square = z.object({ x: z.number(), y: z.number(), side: z.number(), roll: z.number() });

export const report: { readonly [Field in keyof Report]: z.ZodType<Report[Field]> } = {
  verdict: z
    .object({ reads: z.enum(['well', 'roughly', 'not']), probability: z.number(), words: z.string() })
    .nullable()
    .describe(
      'whether the image could be read, and how sure that is; null where the model has not learnt to judge',
    ),
  frame: square
    .nullable()
    .describe('what was cut out; null: all of the image, or its middle where that was asked for'),
  faces: z.array(square.extend({ score: z.number() })).describe('all that were found, the largest first'),
};

export function reportOf({ framed: { frame, faces }, verdict }: Pick<Encoded, 'framed' | 'verdict'>): Report {
  return {
    verdict: verdict
      ? { reads: verdict.reads, probability: verdict.probability, words: verdict.words }
      : null,
    frame: frame ?? null,
    faces: faces.map((face) => ({ ...face.frame, score: face.score })),
  };
}
