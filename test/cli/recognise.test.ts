import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/program.js';
import { streamScene } from '../../src/dataset/streamSource.js';
import { SHIPPED_MODEL } from '../../src/model/shipped.js';
import { openScene } from '../../src/scene/openScene.js';
import { emptyFolder } from '../training/tiny.js';

/** Three drawn people, each under six lights: enrolled by the first four, looked for by the rest. */
const PEOPLE = ['ada', 'bob', 'cyd'];
let folder: string;
const probe = (person: string): string => join(folder, `${person}-probe.png`);

beforeAll(async () => {
  folder = await emptyFolder();
  const source = streamScene(await openScene('faces'), { size: 150, seed: 6, batchSize: 6, workers: 1 });
  for (const [i, person] of PEOPLE.entries()) {
    const { images } = await source.read('test', 'light', i);
    const place = join(folder, i < 2 ? 'people' : 'newcomers', person);
    await mkdir(place, { recursive: true });
    const write = (image: number, path: string) =>
      sharp(images.subarray(image * 150 ** 2, (image + 1) * 150 ** 2), {
        raw: { width: 150, height: 150, channels: 1 },
      }).toFile(path);
    for (let image = 0; image < 4; image++) await write(image, join(place, `${image}.png`));
    await write(4, probe(person));
    await write(5, join(folder, `${person}-again.png`));
  }
  await source.close();
});
afterAll(() => rm(folder, { recursive: true }));

let printed: { out: string; err: string };
beforeEach(() => {
  printed = { out: '', err: '' };
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    printed.err += `${text}\n`;
  });
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed.out += text;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

async function answer(...args: string[]): Promise<Record<string, unknown>> {
  printed.out = '';
  expect(await run([...args, '--json']), printed.err).toBe(0);
  return JSON.parse(printed.out);
}

describe('dcign recognise', () => {
  it('names people who are enrolled, keeps a gallery, adds newcomers to it, and knows whom it does not know', async () => {
    const saved = join(folder, 'people.gallery');
    const probes = PEOPLE.map(probe);
    const named = async (...args: string[]) =>
      ((await answer('recognise', ...args)).probes as { person: string; nearest: { name: string }[] }[]).map(
        ({ person, nearest }) => [person, nearest[0]!.name],
      );
    const two = await named('--gallery', join(folder, 'people'), '--save', saved, '--probe', ...probes);
    expect(two.slice(0, 2)).toEqual([
      ['ada', 'ada'],
      ['bob', 'bob'],
    ]);
    expect(await named('--gallery', saved, '--probe', ...probes)).toEqual(two);
    const grown = ['--gallery', saved, '--gallery', join(folder, 'newcomers'), '--save', saved];
    expect((await named(...grown, '--probe', probe('cyd')))[0]).toEqual(['cyd', 'cyd']);
    expect((await named('--gallery', saved, '--probe', ...probes)).map(([, nearest]) => nearest)).toEqual(
      PEOPLE,
    );
    expect(await named('--gallery', saved, '--threshold', '1', '--probe', probe('ada'))).toEqual([
      ['unknown', 'ada'],
    ]);
  });

  it('speaks of the image where one is given as the gallery, and of the file where it is no gallery', async () => {
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'no picture');
    expect(await run(['recognise', '--gallery', text, '--probe', probe('ada')])).toBe(1);
    expect(printed.err).toContain(
      `${text} is named as an image, and an image is no gallery. Give it with --probe`,
    );
    printed.err = '';
    const other = join(folder, 'text.gallery');
    await writeFile(other, 'no gallery, but longer than a header');
    expect(await run(['recognise', '--gallery', other, '--probe', probe('ada')])).toBe(1);
    expect(printed.err).toContain(`${other} is damaged`);
    expect(printed.err).not.toContain('checkpoint');
  });

  it('never writes over a gallery that was not opened', async () => {
    const precious = join(folder, 'precious.gallery');
    await writeFile(precious, 'precious');
    expect(await run(['recognise', '--gallery', join(folder, 'people'), '--save', precious])).toBe(1);
    expect(printed.err).toMatch(/precious\.gallery exists already\. To add to it/);
    expect(await readFile(precious, 'utf8')).toBe('precious');
  });
});

describe('dcign verify', () => {
  it('says whether two photographs show the same person', async () => {
    const same = await answer('verify', probe('ada'), join(folder, 'ada-again.png'));
    const other = await answer('verify', probe('ada'), probe('bob'));
    expect(same).toMatchObject({ same: true });
    expect(other).toMatchObject({ same: false });
    expect(same.score).toBeGreaterThan(other.score as number);
  });

  it('gives no answer about what is no face', async () => {
    const things = join(folder, 'things.png');
    const stripes = Uint8Array.from({ length: 300 * 300 }, (_, i) =>
      Math.floor(i / 9) % 2 === 0 ? 255 : 30,
    );
    await sharp(stripes, { raw: { width: 300, height: 300, channels: 1 } }).toFile(things);
    const { same, images } = (await answer('verify', probe('ada'), things)) as {
      same: boolean | null;
      images: readonly { verdict: string }[];
    };
    expect(same).toBeNull();
    expect(images.map(({ verdict }) => verdict)).toEqual([
      expect.stringMatching(/^reads/),
      'this is not a face that the model can read',
    ]);
    printed.out = '';
    expect(await run(['verify', probe('ada'), things])).toBe(0);
    expect(printed.out).toMatch(/^No answer: score [\s\S]*things\.png: this is not a face/);
    const { probes } = (await answer(
      ...[
        'recognise',
        '--gallery',
        join(folder, 'people'),
        '--threshold',
        '-1',
        '--probe',
        things,
        probe('ada'),
      ],
    )) as { probes: readonly { person: string }[] };
    // With that threshold whoever is nearest would be it.
    expect(probes.map(({ person }) => person)).toEqual(['unknown', 'ada']);
  });

  it.each([
    ['verify', 'a photograph', (gone: string) => [probe('ada'), gone]],
    ['recognise', 'a photograph', (gone: string) => ['--gallery', join(folder, 'people'), '--probe', gone]],
    ['recognise', 'a gallery', (gone: string) => ['--gallery', gone, '--probe', probe('ada')]],
  ])('%s says that %s is missing before it learns how to compare people', async (command, _, args) => {
    const model = await emptyFolder();
    await copyFile(join(SHIPPED_MODEL, 'model.safetensors'), join(model, 'model.safetensors'));
    const gone = join(folder, 'gone');
    expect(await run([command, '--model', model, ...args(gone)])).toBe(1);
    expect(printed.err).toContain(gone);
    expect(await readdir(model)).toEqual(['model.safetensors']);
  });
});
