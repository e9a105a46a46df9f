import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/openDataset.js';
import { readImage } from '../../src/picture/readImage.js';
import { temporaryFolder } from './temporary.js';

/** Writes 2 x 2 pictures of one grey each. */
async function pictures(root: string, greys: Readonly<Record<string, number>>): Promise<string> {
  for (const [path, grey] of Object.entries(greys)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    await picture(join(root, path), 2, 2, grey);
  }
  return root;
}

async function picture(path: string, width: number, height: number, grey: number): Promise<void> {
  await sharp(new Uint8Array(width * height).fill(grey), { raw: { width, height, channels: 1 } }).toFile(
    path,
  );
}

describe('a folder of images', () => {
  it('gives kinds, factors and pictures, in natural order', async () => {
    const root = await pictures(temporaryFolder(), {
      'train/azimuth/face_10/1.png': 30,
      'train/azimuth/face_10/2.png': 40,
      'train/azimuth/face_9/10.png': 20,
      'train/azimuth/face_9/9.png': 10,
      'train/intrinsic/a/x.png': 1,
      'train/intrinsic/a/y.png': 2,
      'test/all-but-light/b/x.png': 3,
      'test/all-but-light/b/y.png': 4,
    });
    writeFileSync(join(root, 'train/azimuth/face_9/.DS_Store'), '');
    writeFileSync(join(root, 'train/azimuth/face_9/angles.txt'), '');
    const source = await openDataset(root);
    expect(source.info).toMatchObject({ scene: 'images', size: 2, batchSize: 2 });
    expect(source.info.factors.map(({ name }) => name)).toEqual(['azimuth', 'shape', 'texture', 'light']);
    expect(source.info.splits).toEqual({
      train: { azimuth: 2, intrinsic: 1 },
      validation: {},
      test: { 'all-but-light': 1 },
    });
    const batch = await source.read('train', 'azimuth', 0);
    expect(batch).toEqual({
      kind: 'azimuth',
      active: ['azimuth'],
      count: 2,
      images: Uint8Array.of(10, 10, 10, 10, 20, 20, 20, 20),
      factors: undefined,
    });
    expect((await source.read('train', 'azimuth', 1)).images[0]).toBe(30);
    expect((await source.read('train', 'intrinsic', 0)).active).toEqual(['shape', 'texture']);
    expect((await source.read('test', 'all-but-light', 0)).active).toEqual(['azimuth', 'shape', 'texture']);
    await expect(source.read('validation', 'azimuth', 0)).rejects.toThrow(/It has none for validation/);
  });

  it('turns colour into grey, and transparency into the grey behind faces', async () => {
    const root = await pictures(temporaryFolder(), { 'azimuth/a/1.png': 7, 'azimuth/a/2.png': 7 });
    const rgba = Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 255, 90, 90, 90, 255);
    await sharp(rgba, { raw: { width: 2, height: 2, channels: 4 } }).toFile(join(root, 'azimuth/a/1.png'));
    const { images } = await (await openDataset(root)).read('train', 'azimuth', 0);
    expect([...images.subarray(0, 4)]).toEqual([255, 40, 0, 90]);
  });

  it('splits batches by name, the same in every kind', async () => {
    const names = Array.from({ length: 25 }, (_, i) => `face_${i + 1}`);
    const greys = names.flatMap((name, i) => [
      [`azimuth/${name}/1.png`, i + 1],
      ...(i % 2 === 0 ? [] : [[`light/${name}/1.png`, i + 1]]),
    ]);
    const root = await pictures(temporaryFolder(), Object.fromEntries(greys));
    const source = await openDataset(root);
    expect(source.info.splits).toEqual({
      train: { azimuth: 21, light: 10 },
      validation: { azimuth: 2 },
      test: { azimuth: 2, light: 2 },
    });
    const face = async (...request: Parameters<typeof source.read>) =>
      (await source.read(...request)).images[0];
    expect(await face('validation', 'azimuth', 1)).toBe(19);
    expect(await face('test', 'azimuth', 0)).toBe(10);
    expect(await face('test', 'light', 0)).toBe(10);
    expect(await face('train', 'azimuth', 8)).toBe(11);
  });

  it('sets the last two of few batches apart', async () => {
    const root = await pictures(temporaryFolder(), {
      'azimuth/a/1.png': 1,
      'azimuth/b/1.png': 2,
      'azimuth/c/1.png': 3,
    });
    const { info } = await openDataset(root);
    expect(info.splits).toEqual({ train: { azimuth: 1 }, validation: { azimuth: 1 }, test: { azimuth: 1 } });
  });

  it.each<[string, (root: string) => unknown, RegExp]>([
    [
      'other counts',
      (root) => picture(`${root}/azimuth/b/3.png`, 2, 2, 0),
      /azimuth\/b holds 3.*azimuth\/a holds 2/,
    ],
    [
      'a picture of another size in any batch',
      (root) => picture(`${root}/azimuth/b/2.png`, 3, 3, 0),
      /b\/2\.png has 3 x 3 pixels, but 2 x 2 like .*a\/1\.png are needed/,
    ],
    [
      'a picture of a form that is not read',
      (root) => writeFileSync(`${root}/azimuth/b/3.bmp`, ''),
      /b\/3\.bmp is of a form that is not read here.*PNG/,
    ],
    [
      'a link to a picture that is gone',
      (root) => {
        rmSync(`${root}/azimuth/b/2.png`);
        symlinkSync('nowhere.png', `${root}/azimuth/b/2.png`);
      },
      /b\/2\.png is a link to what is not there/,
    ],
    [
      'a link to a picture that is gone beside whole ones',
      (root) => symlinkSync('nowhere.png', `${root}/azimuth/b/3.png`),
      /b\/3\.png is a link to what is not there/,
    ],
    [
      'a link to a folder that is gone',
      (root) => symlinkSync('nowhere', `${root}/light`),
      /light is a link to what is not there/,
    ],
    [
      'a picture that is none in any batch',
      (root) => writeFileSync(`${root}/azimuth/b/2.png`, 'text'),
      /b\/2\.png cannot be read/,
    ],
    [
      'a drawing by another name',
      (root) =>
        writeFileSync(
          `${root}/azimuth/b/2.png`,
          '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
        ),
      /b\/2\.png cannot be read.*svg/,
    ],
    [
      'pictures that are not square',
      (root) => picture(`${root}/azimuth/a/1.png`, 3, 2, 0),
      /3 x 2 pixels, but squares are needed.*--size/,
    ],
    ['no pictures in a batch', (root) => mkdirSync(`${root}/azimuth/c`), /azimuth\/c holds no images/],
    ['no batches in a kind', (root) => mkdirSync(`${root}/light`), /light holds no folders of batches/],
    ['splits beside kinds', (root) => mkdirSync(`${root}/train`), /splits \(train\) and others.*\(azimuth\)/],
    [
      'a kind in which nothing varies',
      (root) => pictures(root, { 'all-but-azimuth/a/1.png': 1, 'all-but-azimuth/a/2.png': 1 }),
      /nothing would vary/,
    ],
    [
      'a picture that is none',
      (root) => writeFileSync(`${root}/azimuth/a/1.png`, 'text'),
      /a\/1\.png cannot be read/,
    ],
  ])('is refused with %s', async (_, spoil, message) => {
    const root = await twoBatches();
    await spoil(root);
    await expect(openDataset(root)).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
    await expect(openDataset(root)).rejects.toThrow(message);
  });

  it('refuses a batch with a picture that is cut short', async () => {
    const root = await twoBatches();
    const file = join(root, 'azimuth/b/2.png');
    truncateSync(file, readFileSync(file).length - 20);
    const source = await openDataset(root);
    await expect(source.read('train', 'azimuth', 0)).resolves.toMatchObject({ count: 2 });
    await expect(source.read('train', 'azimuth', 1)).rejects.toThrow(/b\/2\.png cannot be read/);
    await expect(source.verify!()).rejects.toThrow(/b\/2\.png cannot be read/);
    await picture(file, 2, 2, 9);
    await expect((await openDataset(root)).verify!()).resolves.toBeUndefined();
  });

  it('is taken as people have it: with hidden files, GIFs and PGMs', async () => {
    const root = await twoBatches();
    for (const name of ['.DS_Store', '._1.png', 'azimuth/a/._1.png', 'azimuth/a/Thumbs.db'])
      writeFileSync(join(root, name), 'what systems write');
    for (const name of [
      '__MACOSX/azimuth/a',
      'azimuth/@eaDir',
      'azimuth/a/@eaDir',
      '$RECYCLE.BIN',
      'lost+found',
    ]) {
      mkdirSync(join(root, name), { recursive: true });
      writeFileSync(join(root, name, '._1.png'), 'what systems write');
    }
    await picture(join(root, 'azimuth/a/3.gif'), 2, 2, 7);
    writeFileSync(join(root, 'azimuth/b/3.PGM'), Buffer.from('P5 2 2 255\n\x01\x02\x03\x04', 'latin1'));
    const source = await openDataset(root);
    expect(source.info.batchSize).toBe(3);
    expect([...(await source.read('train', 'azimuth', 0)).images.subarray(8)]).toEqual([7, 7, 7, 7]);
    expect([...(await source.read('train', 'azimuth', 1)).images.subarray(8)]).toEqual([1, 2, 3, 4]);
  });

  it('is cropped and scaled as photographs are, upright', async () => {
    const root = await twoBatches();
    // Four bands of grey, one below another; as a camera held on its side has stored them, and as they are.
    const bands = Uint8Array.from({ length: 40 * 80 }, (_, i) => 60 * Math.floor(i / (40 * 20)));
    const upright = sharp(bands, { raw: { width: 40, height: 80, channels: 1 } });
    const turned = await upright.clone().rotate(270).raw().toBuffer({ resolveWithObject: true });
    expect(turned.info).toMatchObject({ width: 80, height: 40 });
    await sharp(turned.data, { raw: { width: 80, height: 40, channels: turned.info.channels } })
      .withMetadata({ orientation: 6 })
      .toColourspace('b-w')
      .toFile(join(root, 'azimuth/a/1.png'));
    await upright.clone().toColourspace('b-w').toFile(join(root, 'azimuth/a/2.png'));
    const source = await openDataset(root, 4);
    expect(source.info.size).toBe(4);
    const { images } = await source.read('train', 'azimuth', 0);
    expect([...images.subarray(0, 16)]).toEqual([...images.subarray(16)]);
    const inBands = [0, 1, 2, 3].map((row) => images[4 * row]!);
    expect(inBands[0]).toBeLessThan(90);
    expect(inBands[3]).toBeGreaterThan(90);
    expect([...images.subarray(0, 16)]).toEqual(inBands.flatMap((grey) => Array(4).fill(grey)));
    const { images: others } = await source.read('train', 'azimuth', 1);
    expect([...others]).toEqual([...Array(16).fill(3), ...Array(16).fill(4)]);
  });

  it('is measured upright', async () => {
    const root = await twoBatches();
    const lying = sharp({ create: { width: 6, height: 4, channels: 3, background: '#888' } });
    await lying.withMetadata({ orientation: 6 }).toFile(join(root, 'azimuth/b/1.jpg'));
    rmSync(join(root, 'azimuth/b/1.png'));
    await expect(openDataset(root)).rejects.toThrow(/b\/1\.jpg has 4 x 6 pixels/);
  });

  it('has one order of names that sort alike, whatever the file system says', async () => {
    const names = ['face_01', 'face_1', 'face_001', 'face_2'];
    const splits = [names, names.toReversed()].map(async (made) => {
      const greys = made.map((name) => [`azimuth/${name}/1.png`, name.length] as const);
      const source = await openDataset(await pictures(temporaryFolder(), Object.fromEntries(greys)));
      const first = async (split: 'train' | 'validation' | 'test', index: number) =>
        (await source.read(split, 'azimuth', index)).images[0];
      return [await first('train', 0), await first('train', 1), await first('validation', 0)];
    });
    expect(await splits[0]).toEqual([8, 7, 6]);
    expect(await splits[1]).toEqual([8, 7, 6]);
  });

  it('has a digest of its files and their places, wherever it lies', async () => {
    const digest = async (root: string) => (await openDataset(root)).digest!();
    const root = await twoBatches();
    const first = await digest(root);
    expect(await digest(await twoBatches())).toBe(first);
    await picture(join(root, 'azimuth/b/2.png'), 2, 2, 9);
    expect(await digest(root)).not.toBe(first);
  });

  it('that is empty is no data set', async () => {
    await expect(openDataset(temporaryFolder())).rejects.toThrow(/holds no folders of images.*kind\/batch/);
  });
});

function twoBatches(): Promise<string> {
  return pictures(temporaryFolder(), {
    'azimuth/a/1.png': 1,
    'azimuth/a/2.png': 2,
    'azimuth/b/1.png': 3,
    'azimuth/b/2.png': 4,
  });
}

const real = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const here = existsSync(real);
const note = here ? '' : ' (skipped: no ../shared/data here)';

describe.skipIf(!here)(`real photographs${note}`, () => {
  it('of objects on a turntable: each object is a batch of azimuths', async () => {
    const root = temporaryFolder();
    symlinkSync(join(real, 'coil20'), join(root, 'azimuth'));
    const source = await openDataset(root);
    expect(source.info.splits).toEqual({
      train: { azimuth: 16 },
      validation: { azimuth: 2 },
      test: { azimuth: 2 },
    });
    expect(source.info.size).toBe(32);
    const { images, count } = await source.read('test', 'azimuth', 0);
    expect(images).toHaveLength(count * 32 * 32);
    expect(new Set(images).size).toBeGreaterThan(50);
  });

  it('of people are not square: the square in their middle is scaled', async () => {
    const root = temporaryFolder();
    symlinkSync(join(real, 'att_faces'), join(root, 'azimuth+light'));
    await expect(openDataset(root)).rejects.toThrow(/92 x 112 pixels, but squares are needed/);
    const source = await openDataset(root, 48);
    expect(source.info).toMatchObject({ size: 48, batchSize: 10 });
    const { images } = await source.read('test', 'azimuth+light', 0);
    const expected = await readImage(join(real, 'att_faces/s10/01.png'), 48);
    expect(images.subarray(0, 48 * 48)).toEqual(expected);
    expect(new Set(images).size).toBeGreaterThan(50);
  });
});

describe('angles in the names of images', () => {
  const turned = (angles: readonly number[], name = (angle: number) => `azimuth=${angle}`) =>
    pictures(
      temporaryFolder(),
      Object.fromEntries(
        ['cup', 'pot'].flatMap((object, k) =>
          angles.map((angle, i) => [`azimuth/${object}/${name(angle)}.png`, 10 * k + i]),
        ),
      ),
    );

  it('are the truth of every batch, and go full circle where they come from all sides', async () => {
    const source = await openDataset(await turned([0, 50, 100, 150, 200, 250, 300, 350]));
    expect(source.info.factors).toEqual([
      {
        name: 'azimuth',
        parameters: [
          {
            name: 'azimuth',
            unit: 'degree',
            prior: { kind: 'uniform', min: -180, max: 180 },
            circular: true,
          },
        ],
      },
    ]);
    const { factors, images } = await source.read('train', 'azimuth', 0, { first: 3, count: 4 });
    // In natural order of the names, which begin with the same word.
    expect([...factors!]).toEqual([150, -160, -110, -60]);
    expect(images[0]).toBe(3);
  });

  it('keep to their range where a side is missing', async () => {
    const source = await openDataset(await turned([-40, 0, 60, 120.5], (angle) => `a_azimuth=${angle}_b`));
    expect(source.info.factors[0]!.parameters[0]).toEqual({
      ...{ name: 'azimuth', unit: 'degree', prior: { kind: 'uniform', min: -40, max: 120.5 } },
    });
    const { factors } = await source.read('train', 'azimuth', 1);
    expect([...factors!].sort((a, b) => a - b)).toEqual([-40, 0, 60, 120.5]);
  });

  it('say nothing of what no folder is called by, nor where all are one', async () => {
    const colours = await openDataset(await turned([1, 2], (angle) => `hue=${angle}`));
    expect(colours.info.factors).toEqual([{ name: 'azimuth', parameters: [] }]);
    expect((await colours.read('train', 'azimuth', 0)).factors).toBeUndefined();
    const still = await openDataset(await turned([1, 2], (angle) => `azimuth=0_${angle}`));
    expect(still.info.factors[0]!.parameters).toEqual([]);
  });

  it('are of all images or of none', async () => {
    const root = await turned([0, 90, 180]);
    for (const object of ['cup', 'pot']) await picture(join(root, `azimuth/${object}/last.png`), 2, 2, 1);
    await expect(openDataset(root)).rejects.toThrow(/azimuth=\d+\.png says its azimuth.*last\.png does not/);
  });
});
