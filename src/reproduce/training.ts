import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isCircular } from '../code/calibrated.js';
import { openDataset } from '../dataset/openDataset.js';
import { UserError } from '../errors.js';
import { plotLines } from '../evaluation/report/linePlot.js';
import { readModel } from '../model/modelFile.js';
import { type GivenOptions, resolveOptions } from '../training/options.js';
import { presets } from '../training/presets.js';
import { RunFolder } from '../training/run.js';
import { resumeTraining, type TrainingRequest, train } from '../training/train.js';
import { figure, note, table } from './blocks.js';
import { DATA_FOLDER } from './data.js';
import type { Part, Site } from './part.js';

export const MODEL_RUN = 'run';
export const TWIN_RUN = 'twin';

/** The model itself, by the default preset. */
export const training: Part = {
  name: 'training',
  title: 'Training',
  shownIn: 'paper, section 3: training with specific transformations',
  stage: 'make',
  async run(site, onWork) {
    const run = await trainOrResume(site, MODEL_RUN, {}, (done) => onWork(done, site.scale.training.steps));
    const { description } = await readModel(run.path);
    const lines = await validations(run);
    const units = Object.entries(description.calibrations);
    return {
      numbers: { training: description.training, validations: lines },
      claims: [],
      blocks: [
        table(
          ['unit', 'rank correlation', 'eta2', 'mean absolute error', 'in'],
          units.map(([name, c]) => [
            name,
            isCircular(c) ? c.circularCorrelation : c.spearman,
            c.etaSquared,
            c.meanAbsoluteError,
            c.unit,
          ]),
        ),
        note(`On validation people; best model at step ${description.training.step}.`),
        figure(
          plotLines([
            {
              x: 'step',
              y: 'eta² on validation people',
              lines: units.map(([name]) => ({
                name,
                points: lines.flatMap(({ step, validation: { units: scores } }) =>
                  scores[name] === undefined ? [] : [[step, scores[name].etaSquared] as const],
                ),
              })),
            },
          ]),
          'How pose and light come into their units',
        ),
      ],
    };
  },
};

/** The paper's entangled baseline: the same network, data and steps, but never clamped. */
export const twin: Part = {
  name: 'twin',
  title: 'The entangled twin',
  shownIn: 'paper, section 4.1: a normally trained network',
  stage: 'make',
  async run(site, onWork) {
    const run = await trainOrResume(
      site,
      TWIN_RUN,
      { objective: 'vae', kinds: presets.default.kinds },
      (done) => onWork(done, site.scale.training.steps),
    );
    const { description } = await readModel(run.path);
    return {
      numbers: { training: description.training },
      claims: [],
      blocks: [
        note(
          'The same network, data and steps, but every image is drawn from its own code alone: an ordinary ' +
            `variational autoencoder. Best model at step ${description.training.step}.`,
        ),
      ],
    };
  },
};

async function trainOrResume(
  { out, scale, engine, signal }: Site,
  name: string,
  change: GivenOptions,
  onStep: (done: number) => void,
): Promise<RunFolder> {
  const dataPath = join(out, DATA_FOLDER);
  const folder = new RunFolder(join(out, name));
  if (existsSync(folder.model)) return folder;
  const source = await openDataset(dataPath);
  try {
    const request: TrainingRequest = {
      run: folder.path,
      source,
      dataPath,
      engine,
      signal,
      onProgress: ({ step }) => onStep(step),
    };
    const isBegun = existsSync(folder.config);
    const { interrupted, step } = isBegun
      ? await resumeTraining({ ...request, given: {} })
      : await train({
          ...request,
          options: resolveOptions('default', { photographs: 0, ...scale.training, ...change }, source.info),
        });
    if (interrupted)
      throw new UserError(`The training stopped after step ${step}. Repeat the command to go on from there.`);
    return folder;
  } finally {
    await source.close();
  }
}

const validationLine = z.looseObject({
  step: z.number(),
  validation: z.looseObject({ units: z.record(z.string(), z.looseObject({ etaSquared: z.number() })) }),
});

/** Lines that a crash has spoilt are left out, as a resumed training leaves them. */
async function validations({ metrics }: RunFolder): Promise<readonly z.infer<typeof validationLine>[]> {
  const lines = (await readFile(metrics, 'utf8')).split('\n');
  return lines.flatMap((line) => {
    try {
      return [validationLine.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
