import { totalmem } from 'node:os';
import { loadedFrom } from '../files/loadedFrom.js';
import { examineMpi, type MpiReport } from '../ranks/doctor.js';
import { type ProviderReport, tryProvider } from './onnx/tryProvider.js';
import type { EngineName } from './openEngine.js';
import { openEngine } from './openEngine.js';
import { hasNativeBf16, type Processor, readProcessor } from './processor.js';
import { providers } from './provider.js';

/** What an engine would do on this machine. */
export interface EngineReport {
  readonly name: EngineName;
  /** Library, version, precision, processor; undefined where it cannot be used. */
  readonly description: string | undefined;
  /** Path of the native library; undefined where the engine brings its own. */
  readonly library: string | undefined;
  /** Why it was taken, or why it cannot be used and how to mend that. */
  readonly reason: string;
}

export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly processor: Processor;
  readonly nativeBf16: boolean;
  readonly memoryBytes: number;
  /** First `auto`, what is taken when nothing is asked for; then each engine by itself. */
  readonly engines: readonly EngineReport[];
  /** What several hosts can train together by. */
  readonly mpi: readonly MpiReport[];
  /** Each accelerator on which the engine onnx could run. */
  readonly providers: readonly ProviderReport[];
}

/** Looks at the machine and tries every engine and every accelerator. Throws nothing: what is wrong is part of the answer. */
export async function examine(): Promise<Diagnosis> {
  const processor = readProcessor();
  const engines: EngineReport[] = [];
  for (const name of ['auto', 'onednn', 'onnx'] as const) engines.push(await tryEngine(name));
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor,
    nativeBf16: hasNativeBf16(processor),
    memoryBytes: totalmem(),
    engines,
    mpi: await examineMpi(),
    providers: await Promise.all(providers.filter((name) => name !== 'cpu').map(tryProvider)),
  };
}

async function tryEngine(name: EngineName): Promise<EngineReport> {
  try {
    const { engine, reason } = await openEngine(name);
    return { name, description: engine.description, library: await libraryOf(engine.name), reason };
  } catch (error) {
    return { name, description: undefined, library: undefined, reason: (error as Error).message };
  }
}

async function libraryOf(name: 'onnx' | 'onednn'): Promise<string | undefined> {
  if (name === 'onnx') return undefined;
  const { loadOneDnn } = await import('./onednn/find.js');
  return loadedFrom(loadOneDnn().path);
}
