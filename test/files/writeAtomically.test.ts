import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeUnfinished, writeAtomically } from '../../src/files/writeAtomically.js';
import { temporaryFolder } from '../dataset/temporary.js';

it('is whole at every moment, with two writers of one name', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'file');
  const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
  await writeAtomically(path, contents[0]!);
  let writing = true;
  const writers = contents.map(async (content) => {
    for (let i = 0; i < 40; i++) await writeAtomically(path, content);
  });
  const reader = (async () => {
    const torn: number[] = [];
    while (writing) {
      const text = await readFile(path, 'utf8');
      if (!contents.includes(text)) torn.push(text.length);
    }
    return torn;
  })();
  await Promise.all(writers).finally(() => {
    writing = false;
  });
  expect(await reader).toEqual([]);
  expect(await readdir(folder)).toEqual(['file']);
});

it('names the file that could not be written, and leaves nothing of it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'nowhere', 'file');
  await expect(writeAtomically(path, '')).rejects.toMatchObject({ code: 'ENOENT', path });
  expect(await readdir(folder)).toEqual([]);
});

it('what kills have left can be removed, and nothing else is', async () => {
  const folder = temporaryFolder();
  const kept = ['images.npy.part', 'notes.part', 'step-00000002.safetensors'];
  for (const name of [...kept, 'a.json.0123456789ab.part', 'step-00000002.safetensors.part'])
    await writeFile(join(folder, name), '');
  await removeUnfinished(folder);
  expect((await readdir(folder)).sort()).toEqual(kept);
});
