import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultKinds } from '../dataset/kind.js';
import { renderDataset } from '../dataset/renderDataset.js';
import { INFO_FILE, PREVIEW_FILE } from '../dataset/store.js';
import { image } from '../evaluation/report/page.js';
import { openScene } from '../scene/openScene.js';
import { figure, table } from './blocks.js';
import type { Part } from './part.js';

export const DATA_FOLDER = 'data';

/** Mini-batches in which some factors vary (paper, section 3.1). */
export const data: Part = {
  name: 'data',
  title: 'Faces to train on',
  shownIn: 'paper, section 3.1: mini-batches in which one transformation is active',
  stage: 'make',
  async run({ out, scale: { size, batches } }, onWork) {
    const folder = join(out, DATA_FOLDER);
    const scene = await openScene('faces');
    const kinds = defaultKinds(scene).filter((kind) => kind !== 'intrinsic');
    // A kill between the end of the rendering and the report of it leaves a complete data set.
    if (!existsSync(join(folder, INFO_FILE)))
      await renderDataset({ scene, out: folder, size, seed: 1, batches, kinds }, onWork);
    const preview = await readFile(join(folder, PREVIEW_FILE));
    return {
      numbers: { size, batches, kinds },
      claims: [],
      blocks: [
        table(
          ['size', 'kinds', 'batches a kind, training', 'validation', 'test'],
          [[`${size} x ${size}`, kinds.length, batches.train, batches.validation, batches.test]],
        ),
        figure(image(preview), `A batch of each kind: ${kinds.join(', ')}`),
      ],
    };
  },
};
