import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { measureInference } from '../inference/measure.js';
import { coverageOfKinds, INFERENCE_SVG, writeExperiment } from '../inference/writeExperiment.js';
import { mean } from '../statistics/moments.js';
import { figure, note, table } from './blocks.js';
import type { Part } from './part.js';

export const inference: Part = {
  name: 'inference',
  title: 'The code as summary statistic',
  shownIn: 'project page and paper, section 1: the code inside a probabilistic program',
  stage: 'measure',
  comparesTwin: true,
  async run({ model, twin, out, scale }, onWork) {
    const results = await measureInference(model, twin, { ...scale.inference, onProgress: onWork });
    const folder = join(out, 'inference');
    await makeFolder(folder);
    await writeExperiment(folder, results);
    const nuisances = Object.keys(results[0]!.errors);
    const final = results.map((result) => ({
      method: result.method,
      errors: nuisances.map((name) => mean(Object.values(result.errors[name]!.at(-1)!.relative))),
      coverage: coverageOfKinds(result, 'none'),
    }));
    const read = final.find(({ method }) => method === 'graphics code, read first');
    return {
      numbers: results,
      claims: read === undefined ? [] : [{ paper: 'inference', ours: read.errors[0]! }],
      blocks: [
        note(
          `Error of the posterior means of ${scale.inference.scenes} unseen scenes after ${scale.inference.renders} ` +
            'renders each, over all factors, in deviations of the prior: 1 is what knowing nothing gives.',
        ),
        table(
          [
            'images compared by',
            ...nuisances.map((name) => (name === 'none' ? 'clean' : name)),
            'pose and light in 90 % intervals',
            'shape and texture in 90 % intervals',
          ],
          final.map(({ method, errors, coverage }) => [method, ...errors, coverage.numbers, coverage.others]),
        ),
        figure(await readFile(join(folder, INFERENCE_SVG), 'utf8'), 'Error against renders'),
      ],
    };
  },
};
