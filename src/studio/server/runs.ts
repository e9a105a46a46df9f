import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isLocked } from '../../files/lock.js';
import { RunFolder } from '../../training/run.js';

/** One training as the page lists it. */
export interface RunSummary {
  readonly name: string;
  /** Steps that it shall have, and that its metrics have got to. */
  readonly steps: number;
  readonly step: number;
  readonly finished: boolean;
  /** Whether a process trains it now. */
  readonly going: boolean;
  /** Whether its configuration is one of this version: others can be watched, but not gone on with. */
  readonly current: boolean;
}

/** What is to be known of the configuration of a training, whichever version of dcign wrote it. */
export interface WatchedConfig {
  readonly options: { readonly steps: number };
}

const watchedConfig: z.ZodType<WatchedConfig> = z.looseObject({
  options: z.looseObject({ steps: z.int().positive() }),
});

/** The run folders in a folder. It only reads; a training does not notice. */
export class Runs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is no training, or one whose configuration is damaged, is left out. */
  async list(): Promise<readonly RunSummary[]> {
    const names = await namesIn(this.#folder);
    const found = await Promise.all(names.map((name) => this.#summarise(name)));
    return found.filter((run) => run !== undefined);
  }

  /** The folder of that name, which must be in the list of names: a name is never made a path before. */
  async find(name: string): Promise<RunFolder | undefined> {
    const names = await namesIn(this.#folder);
    if (!names.includes(name)) return undefined;
    const folder = new RunFolder(join(this.#folder, name));
    return (await readConfig(folder)) === undefined ? undefined : folder;
  }

  async #summarise(name: string): Promise<RunSummary | undefined> {
    const folder = new RunFolder(join(this.#folder, name));
    const config = await readConfig(folder);
    if (config === undefined) return undefined;
    const finished = (await stat(folder.model).catch(() => undefined)) !== undefined;
    return {
      name,
      steps: config.options.steps,
      step: await lastStep(folder.metrics),
      finished,
      going: await isLocked(folder.path),
      current: await folder.readConfig().then(
        () => true,
        () => false,
      ),
    };
  }
}

/** Nothing, where there is no such folder. */
function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );
}

/** @returns undefined where there is none, or it is damaged */
export async function readConfig(folder: RunFolder): Promise<WatchedConfig | undefined> {
  try {
    return watchedConfig.parse(JSON.parse(await readFile(folder.config, 'utf8')));
  } catch {
    return undefined;
  }
}

const SHEET = /^step-(\d{8})\.png$/;

/** The sample sheets of a run, oldest first. */
export async function sampleSheets(
  folder: RunFolder,
): Promise<readonly { readonly step: number; readonly file: string }[]> {
  const files = await namesIn(join(folder.path, 'samples'));
  return files.flatMap(
    (file) =>
      SHEET.exec(file)
        ?.slice(1)
        .map((step) => ({ step: Number(step), file })) ?? [],
  );
}

/** @returns PNG, or undefined where there is no such sheet */
export async function sampleSheet(folder: RunFolder, file: string): Promise<Uint8Array | undefined> {
  const step = SHEET.exec(file)?.[1];
  if (step === undefined) return undefined;
  return readFile(folder.sampleSheet(Number(step))).catch(() => undefined);
}

/** More than any line of metrics takes. */
const TAIL_BYTES = 16384;

/** The step of the last whole line of metrics.jsonl. */
async function lastStep(path: string): Promise<number> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return 0;
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(tail, 0, tail.length, start);
    const line = tail.subarray(0, bytesRead).toString('utf8').split('\n').at(-2);
    return line === undefined ? 0 : ((JSON.parse(line) as { step: number }).step ?? 0);
  } catch {
    return 0;
  } finally {
    await file.close();
  }
}
