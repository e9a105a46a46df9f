import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Provider } from '../engine/provider.js';
import { type Architecture, paperArchitecture } from '../network/architecture.js';
import { architectureOf } from '../training/architectureOf.js';
import { presets } from '../training/presets.js';
import type { BenchReport, Case, Measurement, Skipped } from './case.js';
import type { MeasureRequest } from './measure.js';
import { findPyTorch, measurePyTorch } from './pytorch.js';
import { jsonFrom } from './subprocess.js';

export interface BenchRequest {
  readonly cases: readonly Case[];
  /** Steps that are timed in each case. */
  readonly steps: number;
  /** Where the engine onnx computes. */
  readonly provider?: Provider | undefined;
}

// Processes run compiled code; src and dist are siblings, so this holds from either.
const worker = fileURLToPath(new URL('../../dist/bench/measureWorker.js', import.meta.url));

/** One of the two networks, at its own size or another. */
export function benchArchitecture(network: Case['network'], size: number): Architecture {
  return network === 'paper' ? { ...paperArchitecture, size } : architectureOf(presets.default, size);
}

/** Every engine and precision, for training and for inference, at several sizes and batches. */
export function benchCases(
  engines: readonly Case['engine'][],
  networks: readonly Case['network'][],
  modes: readonly Case['mode'][],
  sizes: readonly number[],
  batches: readonly number[],
): Case[] {
  const cases: Case[] = [];
  for (const network of networks)
    for (const mode of modes)
      for (const size of sizes)
        for (const batch of batches)
          for (const precision of ['fp32', 'bf16'] as const)
            for (const engine of engines)
              if (engine !== 'onnx' || precision === 'fp32')
                cases.push({ engine, precision, network, mode, size, batch });
  return cases;
}

/** Times one case after the other, each in a process of its own. A case that cannot run is skipped, with the reason. */
export async function bench(
  { cases, steps, provider }: BenchRequest,
  onProgress: (done: number, total: number, work: Case) => void = () => {},
): Promise<BenchReport> {
  const results: Measurement[] = [];
  const skipped: Skipped[] = [];
  const python = cases.some(({ engine }) => engine === 'pytorch') ? await findPyTorch() : undefined;
  for (const [i, work] of cases.entries()) {
    onProgress(i, cases.length, work);
    try {
      results.push(...(await measureCase(work, { steps, provider }, python)));
    } catch (error) {
      skipped.push({ ...work, reason: (error as Error).message });
    }
  }
  const [cpu] = cpus();
  const machine = `${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, Node ${process.version}`;
  return { machine, date: new Date().toISOString().slice(0, 10), results, skipped };
}

async function measureCase(
  work: Case,
  { steps, provider }: Omit<BenchRequest, 'cases'>,
  python: string | undefined,
): Promise<Measurement[]> {
  const architecture = benchArchitecture(work.network, work.size);
  if (work.engine !== 'pytorch') {
    const request: MeasureRequest = { work, architecture, steps, provider };
    return [(await jsonFrom(process.execPath, [worker, JSON.stringify(request)])) as Measurement];
  }
  if (python === undefined)
    throw new Error(
      'no Python with torch was found; install PyTorch and set DCIGN_PYTHON to its interpreter',
    );
  const plain = await measurePyTorch(python, work, architecture, { compile: false, steps });
  try {
    return [plain, await measurePyTorch(python, work, architecture, { compile: true, steps })];
  } catch {
    // torch.compile needs a C++ compiler and PyTorch 2; without them the plain figure stands.
    return [plain];
  }
}
