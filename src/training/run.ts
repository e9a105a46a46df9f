import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetInfo } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { providers } from '../engine/provider.js';
import { MOST_THREADS } from '../engine/threads.js';
import { UserError } from '../errors.js';
import { fileInTheWay, makeFolder } from '../files/makeFolder.js';
import { visibleIn } from '../files/visible.js';
import { removeUnfinished, UNFINISHED, writeAtomically } from '../files/writeAtomically.js';
import { BEST_FILE, MODEL_FILE } from '../model/modelFile.js';
import { version } from '../version.js';
import type { TrainingState } from './learning.js';
import { trainingOptions } from './options.js';
import type { TrainingOptions } from './presets.js';

/** What config.json says: the whole effective configuration, so that a later command needs the run alone. */
export interface RunConfig {
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: Pick<Engine, 'name' | 'precision' | 'provider' | 'description' | 'threads'>;
  readonly options: TrainingOptions;
  /** The model whose parameters it started from; absent where they were drawn. */
  readonly from?: string | undefined;
  /** Of those parameters. */
  readonly fromDigest?: string | undefined;
  readonly data: {
    /** Where the data lies; absent where a scene is drawn on the fly. */
    readonly path?: string | undefined;
    /** Of its images, where they lie on a disk: the folder may move, but not change. */
    readonly digest?: string | undefined;
    /** `DatasetInfo` as JSON, in which endless counts become null. */
    readonly info: Pick<DatasetInfo, 'scene' | 'size' | 'batchSize' | 'seed'>;
  };
}

const runConfig: z.ZodType<RunConfig> = z.object({
  versions: z.record(z.string(), z.string()),
  engine: z.object({
    name: z.enum(['onnx', 'onednn']),
    precision: z.enum(['fp32', 'bf16']),
    provider: z.enum(providers).default('cpu'),
    description: z.string(),
    threads: z.int().positive().max(MOST_THREADS).optional(),
  }),
  options: trainingOptions,
  from: z.string().optional(),
  fromDigest: z.string().optional(),
  data: z.object({
    path: z.string().optional(),
    digest: z.string().optional(),
    info: z.looseObject({ scene: z.string(), size: z.int(), batchSize: z.int(), seed: z.number() }),
  }),
});

const CONFIG = 'config.json';

/** The folder of one training and the names of what lies in it. */
export class RunFolder {
  readonly path: string;
  readonly config: string;
  readonly checkpoints: string;
  readonly metrics: string;
  /** The model with the lowest validation loss so far. */
  readonly best: string;
  /** The same, when the training is complete. */
  readonly model: string;

  constructor(path: string) {
    this.path = path;
    this.config = join(path, CONFIG);
    this.checkpoints = join(path, 'checkpoints');
    this.metrics = join(path, 'metrics.jsonl');
    this.best = join(path, BEST_FILE);
    this.model = join(path, MODEL_FILE);
  }

  /** What the checkpoints that are there take, which later ones replace. */
  async checkpointBytes(): Promise<number> {
    const names = await readdir(this.checkpoints).catch(() => []);
    const sizes = await Promise.all(names.map((name) => stat(join(this.checkpoints, name))));
    return sizes.reduce((sum, { size }) => sum + size, 0);
  }

  sampleSheet(step: number): string {
    return join(this.path, 'samples', `step-${String(step).padStart(8, '0')}.png`);
  }

  /**
   * Nobody else writes into the folder.
   *
   * @throws UserError where something is there already
   */
  async create(config: RunConfig): Promise<void> {
    await this.refuseOccupied();
    await makeFolder(join(this.path, 'samples'));
    await this.writeConfig(config);
  }

  /** @throws UserError where there is a training or anything else */
  async refuseOccupied(): Promise<void> {
    const names = await visibleIn(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error.code === 'ENOTDIR' ? fileInTheWay(this.path) : error;
    });
    const others = names.filter((name) => name !== 'samples' && !name.endsWith(UNFINISHED));
    if (others.includes(CONFIG))
      throw new UserError(
        `The folder ${this.path} holds a training already. Go on with it by --resume, or give another --run.`,
      );
    if (others.length > 0)
      throw new UserError(
        `The folder ${this.path} is not empty (${others[0]}) and holds no training. Give a --run that does not ` +
          'exist yet.',
      );
  }

  async writeConfig(config: RunConfig): Promise<void> {
    await writeAtomically(this.config, `${JSON.stringify(config, undefined, 2)}\n`);
  }

  /** @throws UserError where there is no training, or its configuration is damaged */
  async readConfig(): Promise<RunConfig> {
    const file = this.config;
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
      throw new UserError(
        `There is no training to resume in ${this.path}: ${file} does not exist. Check the path, or start a new ` +
          'training without --resume.',
      );
    });
    let config: unknown;
    try {
      config = JSON.parse(text);
    } catch {
      throw new UserError(
        `${file} is damaged: it is not the configuration of a training. Restore it, or start a new run.`,
      );
    }
    const { success, data, error } = runConfig.safeParse(config);
    if (success) return data;
    const { path, message } = error.issues[0]!;
    const writer = z.looseObject({ versions: z.looseObject({ dcign: z.string() }) }).safeParse(config);
    throw new UserError(
      `${file} is not the configuration of a training of this dcign ${version}: at ${path.join('.') || 'its start'}, ` +
        `${message}. It was written by ${writer.success ? `dcign ${writer.data.versions.dcign}, perhaps an older state of it` : 'something else'}, ` +
        'or changed since. Go on with that version, restore the file, or start a new run.',
    );
  }

  /** Adds a line to metrics.jsonl. */
  async record(line: object): Promise<void> {
    await appendFile(this.metrics, `${JSON.stringify(line)}\n`).catch((error: NodeJS.ErrnoException) => {
      // A full disk does not say what it has no room for.
      error.path ??= this.metrics;
      throw error;
    });
  }

  /**
   * Makes files what they were when a checkpoint was written. Metrics lose the lines after its step, and one that a
   * kill has cut off; what else is no line of metrics is kept in metrics.damaged.jsonl. A finished model is its best
   * one so far again where the training goes on: it must not pass for the result of a later one.
   */
  async rewind({ step, validationDue }: TrainingState, steps: number): Promise<void> {
    for (const folder of [this.path, join(this.path, 'samples')]) {
      await makeFolder(folder);
      await removeUnfinished(folder);
    }
    await this.#rewindMetrics(step, validationDue);
    if (!(await exists(this.model))) return;
    if (!(await exists(this.best))) await writeAtomically(this.best, await readFile(this.model));
    if (step < steps || validationDue) await rm(this.model);
  }

  /** Whether the best model so far is there, be it as that of a finished training. */
  async holdsModel(): Promise<boolean> {
    return (await exists(this.best)) || exists(this.model);
  }

  async #rewindMetrics(step: number, validationDue: boolean): Promise<void> {
    const text = await readFile(this.metrics, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '';
    });
    const lines = text.split('\n').slice(0, -1);
    const read = lines.map((line) => ({ line, metrics: parseMetrics(line) }));
    if (read.some(({ metrics }) => metrics === undefined))
      await writeAtomically(join(this.path, 'metrics.damaged.jsonl'), text);
    const kept = read.filter(
      ({ metrics }) =>
        metrics !== undefined &&
        (metrics.step < step ||
          (metrics.step === step && !(validationDue && metrics.validation !== undefined))),
    );
    await writeAtomically(this.metrics, kept.map(({ line }) => `${line}\n`).join(''));
  }
}

/** @returns undefined where it is no line of metrics */
function parseMetrics(line: string): z.infer<typeof metricsLine> | undefined {
  try {
    return metricsLine.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const metricsLine = z.object({ step: z.number(), validation: z.unknown().optional() });

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** What a checkpoint must have in common with config.json: all but the length of the training. */
export function fingerprint({ options, data }: RunConfig): string {
  const { steps: _, ...others } = options;
  return createHash('sha256')
    .update(JSON.stringify([others, data.info]))
    .digest('hex');
}
