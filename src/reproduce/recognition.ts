import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import type { MethodScore } from '../recognition/benchmark.js';
import { measureRecognition } from '../recognition/measure.js';
import { RECOGNITION_SVG, writeRecognition } from '../recognition/write.js';
import { figure, note, table } from './blocks.js';
import type { Part } from './part.js';

export const recognition: Part = {
  name: 'recognition',
  title: 'Invariant face recognition',
  shownIn: 'project page and paper, section 1: a task that the code serves',
  stage: 'measure',
  comparesTwin: true,
  async run({ model, twin, engine, out, scale }, onWork) {
    const sizes = { ...scale.recognition, onProgress: onWork };
    const scores = await measureRecognition(model, twin, engine, sizes);
    const folder = join(out, 'recognition');
    await makeFolder(folder);
    await writeRecognition(folder, scores);
    const [own] = scores;
    const learnt = scores.find(({ method }) => method === 'identity code, learnt')!;
    const headline = ({ identification }: MethodScore) =>
      identification.findLast(({ gallery }) => gallery <= 200) ?? identification[0]!;
    return {
      numbers: scores,
      claims: [
        { paper: 'recognition', ours: headline(own!).rank1.value },
        { paper: 'recognition.learnt', ours: headline(learnt).rank1.value },
        { paper: 'verification.accuracy', ours: own!.original.accuracy.value },
        { paper: 'verification.auc', ours: own!.original.auc.value },
        { paper: 'verification.learnt', ours: learnt.original.accuracy.value },
      ],
      blocks: [
        note(
          'People on whom nothing was trained: each enrolled by one frontal image, and looked for under every pose and ' +
            `light within 60 degrees. "First of" in the table above: of ${headline(own!).gallery}.`,
        ),
        table(
          [
            'method',
            ...own!.identification.map(({ gallery }) => `first of ${gallery}`),
            'AUC',
            'pairs right',
            "the authors' 96 pairs right",
          ],
          scores.map(({ method, identification, auc, accuracy, original }) => [
            method,
            ...identification.map(({ rank1 }) => rank1.value),
            auc.value,
            accuracy.value,
            original.accuracy.value,
          ]),
        ),
        figure(
          await readFile(join(folder, RECOGNITION_SVG), 'utf8'),
          'Operating curves; accuracy by pose and light',
        ),
      ],
    };
  },
};
