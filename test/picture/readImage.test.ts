import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { readImage } from '../../src/picture/readImage.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bright above, dark below, on a picture that is higher than wide: the crop must keep the middle. */
const WIDTH = 60;
const HEIGHT = 100;
const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => 250 - 2 * Math.floor(i / WIDTH));
const original = () => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });

async function save(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** What row `y` of the middle square (rows 20 to 79), scaled to 30 x 30, holds. */
const expectedRow = (y: number) => 250 - 2 * (20 + 2 * y + 0.5);

function expectTheGradient(image: Uint8Array, tolerance: number): void {
  expect(image.length).toBe(30 * 30);
  for (let y = 2; y < 28; y++) {
    for (const x of [0, 7, 29]) {
      expect(Math.abs(image[y * 30 + x]! - expectedRow(y))).toBeLessThanOrEqual(tolerance);
    }
  }
}

describe('readImage', () => {
  it.each([
    ['grey.png', () => original().toColourspace('b-w').png().toBuffer(), 1.5],
    ['colour.png', () => original().toColourspace('srgb').png().toBuffer(), 1.5],
    ['deep.png', () => original().toColourspace('grey16').png().toBuffer(), 1.5],
    ['photo.jpg', () => original().jpeg({ quality: 95 }).toBuffer(), 3],
    ['photo.webp', () => original().webp({ lossless: true }).toBuffer(), 1.5],
    ['scan.tiff', () => original().tiff().toBuffer(), 1.5],
    ['still.gif', () => original().gif().toBuffer(), 3],
    [
      'sideways.jpg',
      () => original().rotate(270).jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer(),
      3,
    ],
  ])('reads %s upright, cropped to the middle and grey', async (name, encode, tolerance) => {
    expectTheGradient(await readImage(await save(name, await encode()), 30), tolerance);
  });

  it('reads raw, plain, commented and 16-bit PGM', async () => {
    const raw = Buffer.concat([Buffer.from(`P5\n# made by hand\n${WIDTH} ${HEIGHT}\n255\n`), pixels]);
    expectTheGradient(await readImage(await save('raw.pgm', raw), 30), 1.5);
    const plain = `P2 ${WIDTH} ${HEIGHT} 250\n${[...pixels].map((v) => Math.round((v * 250) / 255)).join(' ')}\n`;
    expectTheGradient(await readImage(await save('plain.pgm', plain), 30), 2.5);
    const wide = Buffer.alloc(pixels.length * 2);
    pixels.forEach((v, i) => {
      wide.writeUInt16BE(v * 257, 2 * i);
    });
    const deep = Buffer.concat([Buffer.from(`P5 ${WIDTH} ${HEIGHT} 65535\n`), wide]);
    expectTheGradient(await readImage(await save('deep.pgm', deep), 30), 1.5);
  });

  it('weighs colours by their luminance', async () => {
    const green = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#00ff00' } })
      .png()
      .toBuffer();
    const blue = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0000ff' } })
      .png()
      .toBuffer();
    const [g] = await readImage(await save('green.png', green), 4);
    const [b] = await readImage(await save('blue.png', blue), 4);
    expect(g).toBeGreaterThan(2 * b!);
  });

  it('shows what is transparent as dark as the background of the face scene', async () => {
    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: '#ffffff00' } })
      .png()
      .toBuffer();
    expect([...(await readImage(await save('clear.png', clear), 4))]).toEqual(Array(16).fill(40));
  });

  it.each([
    [1, 1],
    [1, 500],
    [333, 7],
  ])('takes a picture of %i x %i', async (width, height) => {
    const odd = await sharp({ create: { width, height, channels: 3, background: '#808080' } })
      .png()
      .toBuffer();
    const image = await readImage(await save('odd.png', odd), 32);
    expect(image.length).toBe(32 * 32);
    expect(Math.max(...image) - Math.min(...image)).toBeLessThanOrEqual(1);
  });

  it('reads the AT&T faces', async (context) => {
    const face = new URL('../../../shared/data/att_faces/s01/01.png', import.meta.url).pathname;
    if (!existsSync(face)) context.skip('the AT&T faces are not on this machine');
    const image = await readImage(face, 64);
    expect(new Set(image).size).toBeGreaterThan(50);
  });

  it.each([
    ['a missing file', async () => join(folder, 'nobody.png'), /There is no image .*nobody\.png/],
    ['a folder', async () => folder, /is a folder/],
    ['what has no end', async () => (existsSync('/dev/zero') ? '/dev/zero' : folder), /is a (device|folder)/],
    [
      'a link that leads to itself',
      async () => {
        const path = join(folder, 'circle.png');
        await symlink(path, path);
        return path;
      },
      /circle\.png cannot be read \(ELOOP\)/,
    ],
    ['an empty file', () => save('empty.png', ''), /empty\.png cannot be read as an image/],
    ['a text', () => save('text.png', 'hello'), /text\.png cannot be read as an image/],
    [
      'a PGM of more pixels than there are',
      () => save('vast.pgm', 'P2 99999999 99999999 255\n1 2 3'),
      /vast\.pgm/,
    ],
    ['a PGM of half a pixel', () => save('half.pgm', 'P5 1.5 2 255\nabc'), /half\.pgm cannot be read/],
    [
      'a drawing by another name',
      () => save('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      /drawing\.png cannot be read as an image \(it is of the form svg\)/,
    ],
    [
      'a PNG of more pixels than its bytes can hold',
      async () => {
        const png = await sharp({ create: { width: 4, height: 4, channels: 4, background: '#808080' } })
          .png()
          .toBuffer();
        png.writeUInt32BE(16_000, 16);
        png.writeUInt32BE(16_000, 20);
        return save('vast.png', png);
      },
      /vast\.png cannot be read as an image \(its \d+ bytes cannot hold 16000 x 16000 pixels\)/,
    ],
    ['a cut PGM', () => save('cut.pgm', 'P5 10 10 255\nabc'), /cut\.pgm cannot be read as an image/],
    [
      'a cut PNG',
      async () => {
        const noise = Uint8Array.from({ length: 10_000 }, (_, i) => (i * i * 7919) % 251);
        const png = await sharp(noise, { raw: { width: 100, height: 100, channels: 1 } })
          .png()
          .toBuffer();
        return save('cut.png', png.subarray(0, png.length / 2));
      },
      /cut\.png cannot be read as an image/,
    ],
  ])('refuses %s', async (_, make, message) => {
    const refused = readImage(await make(), 16);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(message);
  });
});
