import { CannotUse } from './cannotUse.js';
import { createOnnxEngine } from './onnxEngine.js';
import type { ProviderReport } from './tryProvider.js';

/** A process of its own that tries one accelerator and says how it went: see tryProvider.ts. */
const provider = process.argv[2] as ProviderReport['name'];

async function attempt(): Promise<ProviderReport> {
  try {
    const { description } = await createOnnxEngine({ provider });
    return { name: provider, description, reason: `works: ${description}` };
  } catch (error) {
    const reason = error instanceof CannotUse ? error.why : (error as Error).message;
    return { name: provider, description: undefined, reason };
  }
}

process.send!(await attempt());
process.disconnect();
