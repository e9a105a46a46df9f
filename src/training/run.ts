import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetInfo } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { UserError } from '../errors.js';
import { UNFINISHED, writeAtomically } from '../files/writeAtomically.js';
import { BEST_FILE, MODEL_FILE } from '../model/modelFile.js';
import { trainingOptions } from './options.js';
import type { TrainingOptions } from './presets.js';

/** What config.json says: the whole effective configuration, so that a later command needs the run alone. */
export interface RunConfig {
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: Pick<Engine, 'name' | 'precision' | 'description'>;
  readonly options: TrainingOptions;
  /** The model whose parameters it started from; absent where they were drawn. */
  readonly from?: string | undefined;
  readonly data: {
    /** Where the data lies; absent where a scene is drawn on the fly. */
    readonly path?: string | undefined;
    /** `DatasetInfo` as JSON, in which endless counts become null. */
    readonly info: Pick<DatasetInfo, 'scene' | 'size' | 'batchSize' | 'seed'>;
  };
}

const runConfig: z.ZodType<RunConfig> = z.object({
  versions: z.record(z.string(), z.string()),
  engine: z.object({
    name: z.enum(['onnx', 'onednn']),
    precision: z.enum(['fp32', 'bf16']),
    description: z.string(),
  }),
  options: trainingOptions,
  from: z.string().optional(),
  data: z.object({
    path: z.string().optional(),
    info: z.looseObject({ scene: z.string(), size: z.int(), batchSize: z.int(), seed: z.number() }),
  }),
});

const CONFIG = 'config.json';

/** The folder of one training and the names of what lies in it. */
export class RunFolder {
  readonly path: string;
  readonly checkpoints: string;
  readonly metrics: string;
  /** The model with the lowest validation loss so far. */
  readonly best: string;
  /** The same, when the training is complete. */
  readonly model: string;

  constructor(path: string) {
    this.path = path;
    this.checkpoints = join(path, 'checkpoints');
    this.metrics = join(path, 'metrics.jsonl');
    this.best = join(path, BEST_FILE);
    this.model = join(path, MODEL_FILE);
  }

  sampleSheet(step: number): string {
    return join(this.path, 'samples', `step-${String(step).padStart(8, '0')}.png`);
  }

  /** @throws UserError where something is there already */
  async create(config: RunConfig): Promise<void> {
    await mkdir(join(this.path, 'samples'), { recursive: true });
    const others = (await readdir(this.path)).filter(
      (name) => name !== 'samples' && !name.endsWith(UNFINISHED),
    );
    if (others.includes(CONFIG))
      throw new UserError(
        `The folder ${this.path} holds a training already. Go on with it by --resume, or give another --run.`,
      );
    if (others.length > 0)
      throw new UserError(
        `The folder ${this.path} is not empty (${others[0]}) and holds no training. Give a --run that does not ` +
          'exist yet.',
      );
    await this.writeConfig(config);
  }

  async writeConfig(config: RunConfig): Promise<void> {
    await writeAtomically(join(this.path, CONFIG), `${JSON.stringify(config, undefined, 2)}\n`);
  }

  /** @throws UserError where there is no training, or its configuration is damaged */
  async readConfig(): Promise<RunConfig> {
    const file = join(this.path, CONFIG);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
      throw new UserError(
        `There is no training to resume in ${this.path}: ${file} does not exist. Check the path, or start a new ` +
          'training without --resume.',
      );
    });
    try {
      return runConfig.parse(JSON.parse(text));
    } catch {
      throw new UserError(
        `${file} is damaged: it is not the configuration of a training. Restore it, or start a new run.`,
      );
    }
  }

  /** Adds a line to metrics.jsonl. */
  async record(line: object): Promise<void> {
    await appendFile(this.metrics, `${JSON.stringify(line)}\n`);
  }

  /** Drops the lines of metrics.jsonl after a step, and a line that a kill has cut off. */
  async truncateMetrics(step: number): Promise<void> {
    const text = await readFile(this.metrics, 'utf8').catch(() => '');
    const complete = text.slice(0, text.lastIndexOf('\n') + 1).split(/(?<=\n)/);
    const kept = complete.filter(
      (line) => line !== '' && (JSON.parse(line) as { step: number }).step <= step,
    );
    await writeAtomically(this.metrics, kept.join(''));
  }
}

/** What a checkpoint must have in common with config.json: all but the length of the training. */
export function fingerprint({ options, data }: RunConfig): string {
  const { steps: _, ...others } = options;
  return createHash('sha256')
    .update(JSON.stringify([others, data.info]))
    .digest('hex');
}
