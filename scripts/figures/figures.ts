import { chairAzimuthTable, chairsTable, chairViewsTable } from './chairs.js';
import { cardTable, metricsTable, modelTable, modelWords, movementTable } from './model.js';
import { headsTable, modelsTable, realTable } from './photographs.js';
import type { Tables } from './regions.js';
import type { Results } from './results.js';
import { spritesTable } from './sprites.js';
import { factorsTable, nuisancesTable, photographsTable, recognitionTable, rendersTable } from './tasks.js';
import { controlTable, readingsTable, twinTable } from './twin.js';

/** Where what has been measured lies, and the documents that show it. */
export const RESULTS = 'docs/results';
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'docs/heads.md',
  'docs/results.md',
  'models/chairs/README.md',
  'models/faces/README.md',
  'models/photographs/README.md',
];

/** Every table of figures, by the name of its region. */
export function figureTables(results: Results): Tables {
  const { report, reports, recognition, inference } = results;
  return {
    model: () => modelTable(report('model'), report('photographs')),
    models: () => modelsTable({ photographs: report('photographs'), faces: report('model') }),
    'real-photographs': () => realTable(results.real('photographs-real')),
    heads: () => headsTable(results.drawnHeads('heads-drawn'), results.yaleHeads('heads-yale')),
    chairs: () => chairsTable(report('chairs')),
    'chair-views': () =>
      chairViewsTable(results.drawnChairs('chairs-drawn'), results.realChairs('chairs-real')),
    'chair-azimuth': () =>
      chairAzimuthTable(results.drawnChairs('chairs-drawn'), results.realChairs('chairs-real')),
    'model-words': () => modelWords(report('model')),
    'model-card': () => cardTable(report('model')),
    'model-movement': () => movementTable(report('model')),
    'model-metrics': () => metricsTable(report('model')),
    recognition: () => recognitionTable(recognition('recognition')),
    photographs: () => photographsTable(recognition('recognition')),
    'twin-readings': () => readingsTable(report('twin')),
    twins: () => twinTable(report('twin')),
    'twin-recognition': () => recognitionTable(recognition('recognition-twin')),
    'twin-photographs': () => photographsTable(recognition('recognition-twin')),
    control: () =>
      controlTable({
        ours: report('twin'),
        "the paper's recipe": report('control'),
      }),
    'inference-renders': () => rendersTable(inference('inference')),
    'inference-nuisances': () => nuisancesTable(inference('inference')),
    'inference-factors': () => factorsTable(inference('inference')),
    sprites: () =>
      spritesTable({
        'DC-IGN': reports('sprites-dcign'),
        VAE: reports('sprites-vae'),
        'beta-VAE, beta 4': reports('sprites-beta'),
        'beta-TCVAE, beta 6': reports('sprites-tc'),
        'Ada-GVAE': reports('sprites-ada'),
      }),
  };
}
