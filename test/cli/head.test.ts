import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/program.js';
import { createFaceScene } from '../../src/scene/faceScene.js';
import { loadFaces } from '../../src/scene/loadFaces.js';

let folder: string;
const printed = { out: '', err: '' };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcign-'));
  printed.out = '';
  printed.err = '';
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed.out += `${text}\n`;
  });
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    printed.err += `${text}\n`;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const head = (...args: string[]) => run(['head', ...args]);

describe('dcign head', () => {
  it('writes the same bytes for the same person', async () => {
    const [a, b] = [join(folder, 'a.glb'), join(folder, 'b.glb')];
    expect(await head('--out', a)).toBe(0);
    expect(printed.out).toMatch(/Wrote the head of person 1.*morph targets shape\.1 to shape\.10/s);
    expect(await head('--seed', '1', '--out', b)).toBe(0);
    expect((await readFile(a)).equals(await readFile(b))).toBe(true);
    expect(await head('--seed', '2', '--out', b, '--force')).toBe(0);
    expect((await readFile(a)).equals(await readFile(b))).toBe(false);
  });

  it('says as JSON what it wrote and who it is', async () => {
    const out = join(folder, 'mean.obj');
    expect(await head('--mean', '--set', 'shape.2=1.5', '--morphs', '2', '--out', out, '--json')).toBe(0);
    const { person, ...rest } = JSON.parse(printed.out);
    expect(rest).toMatchObject({
      out,
      files: [out, join(folder, 'mean.mtl'), join(folder, 'mean.png')],
      triangles: 6696,
      morphs: ['shape.1', 'shape.2'],
    });
    expect(person.shape).toEqual(Array.from({ length: 40 }, (_, i) => (i === 1 ? 1.5 : 0)));
    expect(person.texture).toEqual(new Array(24).fill(0));
  });

  it('refuses to overwrite any of its files, and what it cannot write, and leaves nothing behind', async () => {
    await writeFile(join(folder, 'there.png'), 'precious');
    expect(await head('--out', join(folder, 'there.obj'))).toBe(1);
    expect(printed.err).toMatch(/there\.png exists already and would be overwritten/);
    expect(await head('--out', join(folder, 'a.fbx'))).toBe(1);
    expect(printed.err).toMatch(/a\.fbx ends in \.fbx/);
    expect(await head('--out', join(folder, 'a.glb'), '--set', 'shape1=3')).toBe(1);
    expect(printed.err).toMatch(/Did you mean shape\.1\?/);
    expect(await head('--out', join(folder, 'a.glb'), '--mean', '--seed', '3')).toBe(1);
    expect(printed.err).toMatch(/Leave out one of them/);
    expect(await head('--out', join(folder, 'a.glb'), '--morphs', '41')).toBe(1);
    expect(printed.err).toMatch(/from 0 to 40/);
    const there = join(folder, 'there.png');
    const beside = (out: string, sheet: string) =>
      head(there, '--out', join(folder, out), '--sheet', join(folder, sheet), '--force');
    expect(await beside('a.glb', 'a.jpg')).toBe(1);
    expect(printed.err).toMatch(/a\.jpg ends in \.jpg/);
    expect(await beside('a.obj', 'a.png')).toBe(1);
    expect(printed.err).toMatch(/a\.png would be written twice: as --out and as --sheet/);
    expect(await beside('a.glb', 'there.png')).toBe(1);
    expect(printed.err).toMatch(/there\.png is read, and would be overwritten by --sheet/);
    expect(await readdir(folder)).toEqual(['there.png']);
    expect(await readFile(join(folder, 'there.png'), 'utf8')).toBe('precious');
  });

  it('fits the head on a photograph, with its skin and a sheet, and says what it saw', async () => {
    const values = new Float32Array(67);
    values.set([20, 5, -30]);
    const pixels = createFaceScene(await loadFaces(), { background: 120 }).render(values, 240, 3);
    const photograph = join(folder, 'face.png');
    await sharp(pixels, { raw: { width: 240, height: 240, channels: 3 } }).toFile(photograph);
    const [out, sheet] = [join(folder, 'face.glb'), join(folder, 'sheet.png')];
    expect(await head(photograph, '--out', out, '--sheet', sheet, '--json')).toBe(0);
    const { fit, texture } = JSON.parse(printed.out);
    expect(Math.abs(fit.circumstances.azimuth - 20)).toBeLessThan(5);
    expect(Math.abs(fit.circumstances.light + 30)).toBeLessThan(15);
    expect(fit.cost.end).toBeLessThanOrEqual(fit.cost.start);
    expect(texture).toEqual({ width: 1024, height: 512 });
    expect((await readFile(out)).includes('Skin from a photograph')).toBe(true);
    expect((await sharp(sheet).metadata()).format).toBe('png');
  });

  it('turns a head in colour, beyond what a scene shows, and says no more than it did', async () => {
    const film = join(folder, 'turn.gif');
    expect(await head('--seed', '2', '--vary', 'azimuth', '--vary', 'light', '--out', film)).toBe(0);
    expect(printed.out).toMatch(/turn\.gif +the head, azimuth, light varied/);
    expect(printed.out).not.toMatch(/metres/);
    const { pages, width, height, pageHeight } = await sharp(film, { pages: -1 }).metadata();
    expect({ pages, width, height, pageHeight }).toEqual({
      ...{ pages: 48, width: 600, height: 48 * 300, pageHeight: 300 },
    });
    const back = join(folder, 'back.png');
    expect(await head('--seed', '2', '--vary', 'light', '--set', 'azimuth=170', '--out', back)).toBe(0);
    const { data, info } = await sharp(back).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([9 * 192, 192, 3]);
    expect(data.some((x, i) => i % 3 === 0 && Math.abs(x - data[i + 2]!) > 20)).toBe(true);
  });

  it('checks all that is asked for before it fits a head', async () => {
    const photograph = join(folder, 'face.png');
    await writeFile(photograph, 'no picture: nobody gets as far as reading it');
    await mkdir(join(folder, 'folder.glb'));
    const refused = async (...args: string[]): Promise<string> => {
      printed.err = '';
      expect(await head(photograph, ...args)).toBe(1);
      return printed.err;
    };
    const out = (name: string): readonly string[] => ['--out', join(folder, name)];
    expect(await refused(...out('a.glb'), '--set', 'shape1=3')).toMatch(/Did you mean shape\.1\?/);
    expect(await refused(...out('a.glb'), '--set', 'texture.1=99')).toMatch(/from -10 to 10/);
    expect(await refused(...out('a.glb'), '--morphs', '41')).toMatch(/from 0 to 40/);
    expect(await refused(...out('folder.glb'), '--force')).toMatch(
      /folder\.glb is a folder, but --out writes a file/,
    );
    expect(await refused(...out('a.gif'), '--vary', 'azimut')).toMatch(/Did you mean azimuth\?/);
    expect(await refused(...out('a.gif'), '--set', 'light=200')).toMatch(/from -180° to 180°/);
    expect(await refused(...out('a.glb'), '--vary', 'azimuth')).toMatch(/--vary makes pictures/);
    expect(await refused(...out('a'))).toMatch(/has no ending/);
    expect(await refused(...out('face.png'), '--force')).toMatch(
      /is read, and would be overwritten by --out/,
    );
    expect(await head('--face', '2', ...out('a.glb'))).toBe(1);
    expect(printed.err).toMatch(/--face says where the head on a photograph is, but no photograph is given/);
    expect((await readdir(folder)).sort()).toEqual(['face.png', 'folder.glb']);
  });

  it('overwrites nothing that came while it was at work', async () => {
    const values = new Float32Array(67);
    const pixels = createFaceScene(await loadFaces(), { background: 120 }).render(values, 160, 3);
    const one = {
      input: Buffer.from(pixels),
      raw: { width: 160, height: 160, channels: 3 as const },
      top: 20,
    };
    const photograph = join(folder, 'two.png');
    await sharp({ create: { width: 440, height: 200, channels: 3, background: '#787878' } })
      .composite([
        { ...one, left: 20 },
        { ...one, left: 240 },
      ])
      .toFile(photograph);
    const out = join(folder, 'person.glb');
    // It says that there are two of them, and somebody else writes meanwhile.
    vi.mocked(console.error).mockImplementation((text: string) => {
      printed.err += text;
      if (/2 faces were found/.test(text)) writeFileSync(out, 'precious');
    });
    expect(await head(photograph, '--out', out)).toBe(1);
    expect(printed.err).toMatch(/person\.glb exists already and would be overwritten/);
    expect(await readFile(out, 'utf8')).toBe('precious');
    expect((await readdir(folder)).sort()).toEqual(['person.glb', 'two.png']);
  });

  it('fits nothing to a picture without a face, and nothing that is asked for twice', async () => {
    const photograph = join(folder, 'wall.png');
    const wall = Buffer.from(Array.from({ length: 200 * 200 }, (_, i) => (i % 200) + ((7 * i) % 50)));
    await sharp(wall, { raw: { width: 200, height: 200, channels: 1 } }).toFile(photograph);
    const out = ['--out', join(folder, 'a.glb')];
    expect(await head(photograph, ...out)).toBe(1);
    expect(printed.err).toMatch(
      /No head was fitted to .*wall\.png: this is not a face that the model can read/,
    );
    expect(await head(photograph, '--seed', '3', ...out)).toBe(1);
    expect(printed.err).toMatch(/--seed asks for another one/);
    expect(await head('--sheet', join(folder, 's.png'), ...out)).toBe(1);
    expect(printed.err).toMatch(/no photograph is given/);
    expect(await head(photograph, '--model', 'chairs', ...out)).toBe(1);
    expect(printed.err).toMatch(/A model of chairs knows no heads/);
    expect(await readdir(folder)).toEqual(['wall.png']);
  });
});
