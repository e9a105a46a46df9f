import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { streamScene } from '../dataset/streamSource.js';
import type { Engine } from '../engine/engine.js';
import { UserError } from '../errors.js';
import { makeFolder } from '../files/makeFolder.js';
import { writeAtomically } from '../files/writeAtomically.js';
import { checksumOf } from '../model/checksum.js';
import type { ModelDescription } from '../model/description.js';
import { type Model, prepareModel } from '../model/model.js';
import { readModel } from '../model/modelFile.js';
import { sceneOf } from '../model/sceneOf.js';
import { RunFolder } from '../training/run.js';
import { measureCost } from './cost.js';
import { PAGE, reproductionPage } from './page.js';
import type { Bench, OnWork, Outcome, Part, Site } from './part.js';
import { chooseParts, PARTS } from './parts.js';
import { FORMAT, fingerprintOf, type PartResult, readResult, resultPath, writeResult } from './result.js';
import type { Scale } from './scale.js';
import { MODEL_RUN, TWIN_RUN } from './training.js';

export interface ReproductionRequest {
  /** Folder for results and the page; a reproduction that is there is gone on with. */
  readonly out: string;
  /** Names of parts; none: all. */
  readonly parts: readonly string[];
  readonly scale: Scale;
  /** The model to measure; without it one is trained. */
  readonly weights?: string | undefined;
  /** Its entangled twin; trained too where the model is. */
  readonly twin?: string | undefined;
  readonly engine: Engine;
  /** Measure again what has been measured. */
  readonly force: boolean;
  /** Aborting it ends a training under way, which goes on when called again. */
  readonly signal?: AbortSignal | undefined;
  readonly onPart?: ((part: string, done: number, total: number) => void) | undefined;
}

export interface Reproduction {
  /** The page of everything that has been done. */
  readonly page: string;
  readonly done: readonly PartResult[];
  /** Names of parts that had been done before, and are kept. */
  readonly kept: readonly string[];
}

/**
 * Makes what the paper and its page show, part by part, and one page of it. Each part's result is kept in the
 * folder: killed at any moment, it goes on when called again.
 *
 * @throws UserError where it is aborted, for an unknown part, or where the folder holds results of another model or scale
 */
export async function reproduce(request: ReproductionRequest): Promise<Reproduction> {
  const { out, scale, engine, weights, signal, onPart } = request;
  const parts = chooseParts(request.parts, weights !== undefined);
  await makeFolder(out);
  const site: Site = { out, scale, engine, signal };
  const done: PartResult[] = [];
  const kept: string[] = [];
  let opened: Opened | undefined;
  try {
    for (const part of parts) {
      if (part.stage === 'measure') opened = await openBench(request, site, part.comparesTwin, opened);
      const fingerprint = fingerprintOf(dependencies(part, site, opened));
      const before = await keptResult(request, part, fingerprint);
      if (before !== undefined) {
        kept.push(part.name);
        continue;
      }
      const onWork: OnWork = (d, total) => onPart?.(part.name, d, total);
      const { result, cost } = await measureCost<Outcome>(() =>
        part.stage === 'make' ? part.run(site, onWork) : part.run(opened!.bench, onWork),
      );
      const whole: PartResult = {
        ...{ format: FORMAT, part: part.name, fingerprint, engine: engine.description, cost },
        ...result,
      };
      await writeResult(out, whole);
      done.push(whole);
      await writePage(request, site);
    }
    const page = await writePage(request, site);
    return { page, done, kept };
  } finally {
    await opened?.close();
  }
}

/** What measures are of. */
interface Measured {
  readonly description: ModelDescription;
  readonly checksum: string;
  readonly twinChecksum: string | undefined;
}

/** A bench, and what it was made of. */
interface Opened extends Measured {
  readonly bench: Bench;
  close(): Promise<void>;
}

/** Opens model and twin when they are there; a twin that is trained comes later than the model. */
async function openBench(
  { weights, twin, engine, out }: ReproductionRequest,
  site: Site,
  needsTwin: boolean,
  before: Opened | undefined,
): Promise<Opened> {
  const twinPath = twin ?? (weights === undefined && needsTwin ? join(out, TWIN_RUN) : undefined);
  if (before !== undefined && (before.bench.twin !== undefined || twinPath === undefined)) return before;
  await before?.close();
  const file = await readModel(weights ?? join(out, MODEL_RUN));
  const { architecture } = file.description;
  const scene = await sceneOf(file.description);
  const twinFile = twinPath === undefined ? undefined : await readModel(twinPath);
  if (twinFile !== undefined && twinFile.description.architecture.size !== architecture.size)
    throw new UserError(
      `The twin ${twinPath} sees images of ${twinFile.description.architecture.size} pixels, but the model of ` +
        `${architecture.size}. Give the same network, trained on the same data with --objective vae.`,
    );
  const workers = availableParallelism();
  const source = streamScene(scene, { size: architecture.size, seed: 1, workers });
  const model = await prepareModel(file, engine);
  const twinModel: Model | undefined =
    twinFile &&
    (await prepareModel(twinFile, engine).catch(async (error) => {
      await model.dispose();
      throw error;
    }));
  return {
    bench: { ...site, model, twin: twinModel, scene, source },
    description: file.description,
    checksum: checksumOf(file.parameters),
    twinChecksum: twinFile && checksumOf(twinFile.parameters),
    async close() {
      await model.dispose();
      await twinModel?.dispose();
      await source.close();
    },
  };
}

function dependencies(part: Part, { scale }: Site, measured: Measured | undefined): unknown {
  const { size, batches, training, ...measuring } = scale;
  if (part.stage === 'make') return { size, batches, training };
  const twin = part.comparesTwin ? measured!.twinChecksum : undefined;
  return { model: measured!.checksum, twin, measuring };
}

/** @throws UserError where the part has been done with something else */
async function keptResult(
  { out, force, parts }: ReproductionRequest,
  part: Part,
  fingerprint: string,
): Promise<PartResult | undefined> {
  const before = await readResult(out, part.name);
  if (before === undefined) return undefined;
  const again = force && part.stage === 'measure' && (parts.length === 0 || parts.includes(part.name));
  if (again) return undefined;
  if (before.fingerprint === fingerprint) return before;
  throw new UserError(
    `${resultPath(out, part.name)} is of another model, twin or scale than this reproduction. Give another folder with ` +
      `--out${part.stage === 'measure' ? ', or --force to measure it again' : ''}.`,
  );
}

/** Of the results that belong to this model and scale, whichever of them were asked for now. */
async function writePage(request: ReproductionRequest, site: Site): Promise<string> {
  const { out, weights } = request;
  const measured = await whatIsMeasured(request);
  const results: PartResult[] = [];
  for (const part of PARTS) {
    if (part.stage === 'measure' && measured === undefined) continue;
    if (part.stage === 'make' && weights !== undefined) continue;
    const result = await readResult(out, part.name);
    if (result?.fingerprint === fingerprintOf(dependencies(part, site, measured))) results.push(result);
  }
  const path = join(out, PAGE);
  await writeAtomically(path, reproductionPage(introduction(weights, measured), results));
  return path;
}

/** Undefined where the model is still to be trained. */
async function whatIsMeasured({ weights, twin, out }: ReproductionRequest): Promise<Measured | undefined> {
  const made = (run: string): string | undefined => {
    const { model } = new RunFolder(join(out, run));
    return existsSync(model) ? model : undefined;
  };
  const path = weights ?? made(MODEL_RUN);
  const twinPath = twin ?? (weights === undefined ? made(TWIN_RUN) : undefined);
  if (path === undefined) return undefined;
  const { description, parameters } = await readModel(path);
  return {
    description,
    checksum: checksumOf(parameters),
    twinChecksum: twinPath && checksumOf((await readModel(twinPath)).parameters),
  };
}

function introduction(weights: string | undefined, measured: Measured | undefined): string {
  if (measured === undefined) return 'No model yet.';
  const { architecture, training } = measured.description;
  const origin = weights === undefined ? 'trained by this reproduction' : weights;
  return (
    `${architecture.size} x ${architecture.size} pixels, a code of ${architecture.code} units, step ${training.step}; ` +
    `${origin}. All images are of people whom the model has never seen. Checksum of its numbers: ` +
    `${measured.checksum.slice(0, 16)}.`
  );
}
