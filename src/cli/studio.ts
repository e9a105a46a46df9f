import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand } from './command.js';
import { type ChosenEngine, engineOptions, openChosen } from './engineOption.js';
import { describeFailure } from './failure.js';
import { modelOption, nameOf } from './modelOption.js';
import { panel } from './panel.js';

const serveOptions = z.strictObject({
  model: modelOption,
  runs: z
    .string()
    .min(1)
    .default('runs')
    .describe('folder of run folders to watch')
    .meta({ placeholder: 'dir' }),
  port: z.int().min(0).max(65535).optional().describe('port (default: 4150, or the next that is free)'),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address to listen on; any but this machine alone lets others in'),
  allow: z
    .array(z.string().min(1))
    .default([])
    .describe('further names by which it may be asked, such as that of a proxy before it')
    .meta({ placeholder: 'name' }),
  open: z.boolean().default(true).describe('do not open the browser'),
  ...engineOptions,
});

/** `dcign studio`'s options, without the model. */
export interface ServeOptions extends ChosenEngine {
  readonly runs: string;
  readonly port?: number | undefined;
  readonly host: string;
  readonly allow: readonly string[];
  readonly open: boolean;
}

export function studioCommand(): Command {
  return defineCommand({
    name: 'studio',
    description: 'Turn heads and lights in the browser, and watch trainings. Ctrl-C ends it.',
    options: serveOptions,
    examples: [
      'dcign studio',
      'dcign studio --model quickstart/run',
      'dcign studio --model runs/faces --port 8080 --no-open',
    ],
    async run({ model, quiet, ...options }) {
      const { modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
      const url = await serveStudio(modelOrShipped(model, PHOTOGRAPH_MODEL), options, quiet);
      return { json: { url }, text: 'The studio is closed.' };
    },
  });
}

/**
 * Serves the studio until Ctrl-C.
 *
 * @returns where it was
 */
export async function serveStudio(
  path: string,
  { runs, port, host, allow, open, ...chosen }: ServeOptions,
  quiet: boolean,
): Promise<string> {
  const { readModel } = await import('../model/modelFile.js');
  const { prepareModel } = await import('../model/model.js');
  const { studioAssets } = await import('../studio/assets.js');
  const { commandModel } = await import('../studio/commandModel.js');
  const { describeExport } = await import('../export/onnx.js');
  const { isLoopback } = await import('../studio/server/security.js');
  const { startStudio } = await import('../studio/server/server.js');
  const file = await readModel(path);
  const assets = await studioAssets(file, nameOf(path), commandModel(path, isLoopback(host)));
  const description = describeExport(file, nameOf(path));
  const model = await prepareModel(file, (await openChosen(chosen)).engine);
  try {
    const onFault = (error: Error): void => console.error(describeFailure(error).message);
    const studio = await startStudio({ model, description, assets, runs, host, allow, port, onFault });
    if (!isLoopback(host))
      console.error(
        `Warning: everyone who reaches ${host} can use this studio and read the trainings in ${runs}.`,
      );
    if (!quiet) console.error(`The studio is at ${studio.url} (Ctrl-C ends it).`);
    if (open) await openBrowser(studio.url);
    await interrupted();
    await studio.close();
    return studio.url;
  } finally {
    await model.dispose();
  }
}

/** What `dcign studio` does without options. */
export const STUDIO_DEFAULTS: ServeOptions = serveOptions.omit({ model: true }).parse({});

const buildOptions = z.strictObject({
  model: modelOption,
  out: z
    .string()
    .min(1)
    .default('studio')
    .describe('folder to write: new, empty, or of an earlier studio')
    .meta({ placeholder: 'dir' }),
});

export function studioBuildCommand(): Command {
  return defineCommand({
    name: 'build',
    description: 'Write the studio with a model as static files that any web host can serve.',
    options: buildOptions,
    examples: ['dcign studio build', 'dcign studio build --model quickstart/run --out studio'],
    async run({ model, out }) {
      const { modelOrShipped, PHOTOGRAPH_MODEL } = await import('../model/shipped.js');
      const path = modelOrShipped(model, PHOTOGRAPH_MODEL);
      const { readModel } = await import('../model/modelFile.js');
      const { studioAssets } = await import('../studio/assets.js');
      const { commandModel } = await import('../studio/commandModel.js');
      const { buildStudio } = await import('../studio/build.js');
      const assets = await studioAssets(await readModel(path), nameOf(path), commandModel(path, false));
      const bytes = await buildStudio(out, assets);
      return {
        json: { out, files: assets.size, bytes },
        text: panel({
          title: 'Wrote the studio as static files.',
          written: [{ path: out, what: `${assets.size} files, ${(bytes / 2 ** 20).toFixed(1)} MiB` }],
          notes: [
            'Threads need the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
          ],
        }),
      };
    },
  });
}

async function openBrowser(url: string): Promise<void> {
  const { default: open } = await import('open');
  // Without a browser, as on a server, the address is all there is.
  await open(url).catch(() => {});
}

/** Until Ctrl-C, or until the process is asked to end. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
}
