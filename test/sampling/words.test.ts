import { expect, test } from 'vitest';
import { wordsOf } from '../../src/sampling/words.js';

test.each([
  ['faces', 'people'],
  ['chairs#elevation=20,30', 'objects'],
  ['meshes:/my/folder', 'objects'],
  ['sprites', 'images'],
  ['images', 'images'],
])('of %s a model knows %s', (scene, many) => {
  expect(wordsOf({ data: { scene, factors: [], aliases: {} } }).many).toBe(many);
});
