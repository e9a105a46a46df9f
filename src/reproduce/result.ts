import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { Cost } from './cost.js';
import { PAPER } from './paper.js';
import type { Outcome } from './part.js';

/** What a part leaves in the folder of the reproduction: `encoder.json`. The page is made of nothing else. */
export interface PartResult extends Outcome {
  readonly format: typeof FORMAT;
  readonly part: string;
  /** Of everything that the result depends on: model, twin, scale. A kept result must have the same. */
  readonly fingerprint: string;
  readonly engine: string;
  readonly cost: Cost;
}

export const FORMAT = 'dcign reproduction 1';

const cell = z.union([z.string(), z.number(), z.null().transform(() => Number.NaN)]);
const resultSchema: z.ZodType<PartResult> = z.object({
  format: z.literal(FORMAT),
  part: z.string(),
  fingerprint: z.string(),
  engine: z.string(),
  cost: z.object({ seconds: z.number(), peakBytes: z.number() }),
  numbers: z.unknown(),
  claims: z.array(z.object({ paper: z.enum(Object.keys(PAPER)), ours: z.number() })),
  blocks: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('table'), head: z.array(z.string()), rows: z.array(z.array(cell)) }),
      z.object({
        kind: z.literal('figure'),
        content: z.string(),
        caption: z.string(),
        definitions: z.array(z.string()),
      }),
      z.object({ kind: z.literal('note'), text: z.string() }),
    ]),
  ),
});

export function resultPath(out: string, part: string): string {
  return join(out, `${part}.json`);
}

export async function writeResult(out: string, result: PartResult): Promise<void> {
  await writeAtomically(resultPath(out, result.part), `${JSON.stringify(result, undefined, 1)}\n`);
}

/**
 * @returns undefined where the part has not been done
 * @throws UserError where the file is no result
 */
export async function readResult(out: string, part: string): Promise<PartResult | undefined> {
  const path = resultPath(out, part);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`${path} cannot be read (${error.code}). Choose another folder with --out.`);
  });
  if (text === undefined) return undefined;
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch {
    throw new UserError(
      `${path} is damaged, or of another version of dcign. Delete it to have this part done again.`,
    );
  }
}

/** A short name of everything that a result depends on. */
export function fingerprintOf(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
}
