import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf } from '../../src/scene/scene.js';
import { readSceneFile } from '../../src/scene/sceneFile.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dcign-scene-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'scene.json');
  writeFileSync(path, text);
  return path;
}

describe('readSceneFile', () => {
  it('takes values by name and the middle of the range for the others', async () => {
    const text = '{"scene": "faces", "values": {"light": -40, "shape.2": 1.5}, "size": 64, "channels": 3}';
    const { scene, values, size, channels } = await readSceneFile(file(text));
    expect(scene.name).toBe('faces');
    const names = parametersOf(scene).map(({ name }) => name);
    expect(values).toHaveLength(names.length);
    const set = names.flatMap((name, i) => (values[i] === 0 ? [] : [[name, values[i]]]));
    expect(set).toEqual([
      ['light', -40],
      ['shape.2', 1.5],
    ]);
    expect({ size, channels }).toEqual({ size: 64, channels: 3 });
  });

  it('has defaults for all but the scene', async () => {
    const { size, channels, values } = await readSceneFile(file('{"scene": "faces"}'));
    expect({ size, channels }).toEqual({ size: 150, channels: 1 });
    expect(values.every((value) => value === 0)).toBe(true);
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['no scene', '{}', /at scene/],
    ['an unknown scene', '{"scene": "face"}', /Did you mean "faces"\?/],
    ['an unknown key', '{"scene": "faces", "pose": 1}', /pose/],
    [
      'an unknown value',
      '{"scene": "faces", "values": {"shape.99999": 1}}',
      /no such parameter.*shape\.1 to shape/,
    ],
    ['a nearly right name', '{"scene": "faces", "values": {"azimut": 1}}', /Did you mean azimuth\?/],
    ['an angle out of range', '{"scene": "faces", "values": {"light": 81}}', /from -80 to 80 degrees/],
    ['an impossible person', '{"scene": "faces", "values": {"texture.1": 11}}', /from -10 to 10/],
    ['a word for a number', '{"scene": "faces", "values": {"light": "left"}}', /at values\.light/],
    ['a size that is none', '{"scene": "faces", "size": 0.5}', /at size/],
    ['two channels', '{"scene": "faces", "channels": 2}', /at channels/],
  ])('refuses %s', async (_, text, message) => {
    const reading = readSceneFile(file(text));
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'UserError' }));
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses a file that is not there', async () => {
    await expect(readSceneFile(join(folder, 'none.json'))).rejects.toThrow(/none\.json cannot be read/);
  });
});
