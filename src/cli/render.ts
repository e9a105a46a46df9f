import { dirname } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Portion } from '../dataset/portion.js';
import type { RenderProgress } from '../dataset/renderDataset.js';
import { UserError } from '../errors.js';
import { parseSceneName } from '../scene/sceneName.js';
import { type CommonOptions, defineCommand, type Outcome } from './command.js';
import { panel } from './panel.js';
import { type ProgressBar, progress } from './progress.js';
import { quoted } from './quoted.js';
import { stopOnSignal } from './signals.js';
import { sceneAsked, turntableOptions } from './turntableOptions.js';

const schema = z.strictObject({
  out: z
    .string()
    .meta({ placeholder: 'path' })
    .optional()
    .describe('folder to write, data/<scene> if not given; with --scene a PNG'),
  size: z
    .int()
    .min(8)
    .max(1024)
    .multipleOf(2)
    .optional()
    .describe('height and width of the images, 150 if not given; of sprites, chairs and objects 64'),
  batches: z.int().positive().default(100).describe('training batches of each kind, 20 images in each'),
  validation: z
    .int()
    .nonnegative()
    .optional()
    .describe('validation batches of each kind, a tenth if not given'),
  test: z.int().nonnegative().optional().describe('test batches of each kind, a tenth if not given'),
  seed: z.int().nonnegative().default(1).describe('another seed gives other people'),
  kinds: z
    .array(z.string())
    .optional()
    .describe('sets of factors that vary within a batch: azimuth, shape+texture, all-but-light, all'),
  ...turntableOptions,
  part: z
    .string()
    .meta({ placeholder: 'k/n' })
    .optional()
    .describe(
      'render only the k-th of n parts, for jobs side by side on one disk; the last one done joins them to the same data set',
    ),
  workers: z.int().nonnegative().max(256).optional().describe('threads, one a core if not given'),
  sheet: z
    .string()
    .meta({ placeholder: 'png' })
    .optional()
    .describe('write no data set, only a picture of what it would hold'),
  photographs: z
    .boolean()
    .default(false)
    .describe('with --sheet: as photographs, which is how the encoder sees them in training'),
  scene: z
    .string()
    .meta({ placeholder: 'file' })
    .optional()
    .describe(
      'draw the one image that this JSON file describes: {"scene": "faces", "values": {"azimuth": 40}}',
    ),
});

type Options = z.output<typeof schema> & CommonOptions;

export function renderCommand(): Command {
  return defineCommand({
    name: 'render',
    description:
      'Render a data set: batches of images in which some factors vary and all others stay the same. ' +
      'An interrupted rendering goes on where it stopped when the command is repeated.',
    arguments: [{ name: '[scene]', description: 'what to render: faces (default), sprites, chairs' }],
    options: schema,
    examples: [
      'dcign render faces --out data/faces --size 150 --batches 100 --seed 1',
      'dcign render faces --out data/poses --size 64 --kinds azimuth,elevation,all-but-light',
      'dcign render faces --sheet preview.png',
      'dcign render faces --sheet photographs.png --photographs',
      'dcign render sprites --batches 500 --kinds scale,all-but-rotation,all',
      'dcign render chairs --elevation 20,30 --sheet chairs.png',
      'dcign render --meshes objects --out data/objects',
      'dcign render faces --out data/faces --part 3/8',
      'dcign render --scene face.json --out face.png',
    ],
    async run(options, [asked]) {
      if (options.part !== undefined && (options.scene ?? options.sheet) !== undefined)
        throw new UserError(
          `--part is for data sets. Leave it out, or --${options.scene === undefined ? 'sheet' : 'scene'}.`,
        );
      if (options.scene !== undefined) return drawImage(options.scene, options.out);
      const name = sceneAsked(asked, options);
      if (options.sheet !== undefined) return drawSheet(name, options.sheet, options);
      if (options.photographs)
        throw new UserError(
          '--photographs is for --sheet: a data set holds plain images, and training photographs them anew each time ' +
            '(dcign train --photographs 0.5). Leave it out, or add --sheet photographs.png.',
        );
      return renderSet(name, options);
    },
  });
}

async function renderSet(name: string, options: Options): Promise<Outcome> {
  const { openScene, usualSize } = await import('../scene/openScene.js');
  const { renderDataset } = await import('../dataset/renderDataset.js');
  const { renderPortion } = await import('../dataset/renderPortion.js');
  const { parsePortion } = await import('../dataset/portion.js');
  const { size = usualSize(name), seed, batches, workers, out = `data/${kindOf(name)}` } = options;
  const tenth = Math.ceil(batches / 10);
  const { validation = tenth, test = tenth } = options;
  const portion = options.part === undefined ? undefined : parsePortion(options.part);
  const scene = await openScene(name);
  let bar: ProgressBar | undefined;
  const follow = (label: string): RenderProgress => {
    let begun = false;
    return (done, total) => {
      if (!begun) bar?.stop();
      if (!begun) bar = progress(label, total, { quiet: options.quiet, from: done });
      begun = true;
      bar!.update(done, 'batches');
    };
  };
  const stop = stopOnSignal(() => {
    bar?.stop();
    console.error(`\nInterrupted. Repeat the command to go on with ${out}.`);
    process.exit(stop.exitCode());
  });
  try {
    const request = {
      scene,
      out,
      size,
      seed,
      batches: { train: batches, validation, test },
      kinds: options.kinds,
      workers,
    };
    const { info, missing } =
      portion === undefined
        ? { info: await renderDataset(request, follow('Rendering')), missing: [] }
        : await renderPortion(request, portion, follow('Rendering'), follow('Joining'));
    if (missing.length > 0) return partRendered(out, portion!, missing);
    return {
      json: { out, ...info },
      text: panel({
        title: `Rendered ${Object.keys(info.splits.train).length} kinds of batches of ${kindOf(name)}.`,
        notes: scene.notices ?? [],
        written: [
          { path: out, what: `${size} x ${size}, ${batches} / ${validation} / ${test} batches of each kind` },
          {
            path: `${out}/preview.png`,
            what: `kinds, from the top: ${Object.keys(info.splits.train).join(', ')}`,
          },
        ],
        next: [`dcign train --data ${quoted(out)} --run ${quoted(`runs/${kindOf(name)}`)}`],
      }),
    };
  } finally {
    stop.remove();
    bar?.stop();
  }
}

/** Of a data set that is not complete yet. */
function partRendered(out: string, portion: Portion, missing: readonly number[]): Outcome {
  const { index, of } = portion;
  return {
    json: { out, part: portion, missing },
    text: panel({
      title: `Rendered part ${index} of ${of}.`,
      written: [{ path: `${out}/part-${index}-of-${of}`, what: 'its batches, until all parts are joined' }],
      notes: [
        `Still to come: ${missing.join(', ')}. Whichever is done last joins them all in ${out}; if it should not see ` +
          'the others at once, as on a network disk, repeat the command of any part.',
      ],
    }),
  };
}

/** `chairs`, however they are set up. */
function kindOf(name: string): string {
  return parseSceneName(name).kind;
}

async function drawSheet(name: string, path: string, options: Options): Promise<Outcome> {
  const { openScene, usualSize } = await import('../scene/openScene.js');
  const { defaultKinds } = await import('../dataset/kind.js');
  const { streamScene } = await import('../dataset/streamSource.js');
  const { writePreview } = await import('../dataset/preview.js');
  const { makeFolder } = await import('../files/makeFolder.js');
  const { checkOutputs } = await import('../files/outputs.js');
  const { size = usualSize(name), seed } = options;
  checkOutputs([{ path, option: '--sheet' }], { reads: [], force: undefined });
  const scene = await openScene(name);
  const kinds = options.kinds ?? defaultKinds(scene);
  const source = streamScene(scene, { size, seed, photographed: options.photographs });
  await makeFolder(dirname(path));
  await writePreview(source, 'train', kinds, path);
  return {
    json: { sheet: path, kinds },
    text: panel({
      title: `Drew batches of ${kindOf(name)}.`,
      notes: scene.notices ?? [],
      written: [{ path, what: `kinds, from the top: ${kinds.join(', ')}` }],
    }),
  };
}

async function drawImage(file: string, out: string | undefined): Promise<Outcome> {
  const { readSceneFile } = await import('../scene/sceneFile.js');
  const { makeFolder } = await import('../files/makeFolder.js');
  const { checkOutputs } = await import('../files/outputs.js');
  const { writeAtomically } = await import('../files/writeAtomically.js');
  const { default: sharp } = await import('sharp');
  if (out === undefined) throw new UserError('--scene needs --out: name the PNG to write, --out face.png.');
  checkOutputs([{ path: out, option: '--out' }], { reads: [file], force: undefined });
  const { scene, values, size, channels } = await readSceneFile(file);
  const image = sharp(scene.render(values, size, channels), { raw: { width: size, height: size, channels } });
  await makeFolder(dirname(out));
  await writeAtomically(out, await image.png().toBuffer());
  return {
    json: { out, scene: scene.name, size, channels },
    text: panel({ title: `Drew ${file}.`, written: [{ path: out, what: `${size} x ${size}` }] }),
  };
}
