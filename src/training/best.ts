import { writeModel } from '../model/modelFile.js';
import { diverged } from './diverged.js';
import { writeSampleSheet } from './sampleSheet.js';
import type { Session } from './session.js';
import { validate, validationBatches } from './validation.js';

/**
 * Validates, records the result with a sheet of samples, and keeps the model if no validation before had a
 * lower loss. The kept model is complete: what its units mean is learnt from the same batches.
 */
export async function keepBest(session: Session): Promise<void> {
  const { folder, config, source, architecture, code, state, runners } = session;
  const { seed, validationBatches: count } = config.options;
  const { scene, factors, aliases, size, batchSize } = source.info;
  const requests = validationBatches(source.info, count);
  const { loss, description, samples } = await validate(runners, code, source, requests, seed);
  if (!Number.isFinite(loss.loss)) throw diverged(state.step, 'the validation loss', folder);
  const units = Object.entries(description.calibrations).map(([group, calibration]) => {
    const { spearman, etaSquared, meanAbsoluteError } = calibration;
    return [group, { spearman, etaSquared, meanAbsoluteError }];
  });
  await folder.record({ step: state.step, validation: { ...loss, units: Object.fromEntries(units) } });
  await writeSampleSheet(folder.sampleSheet(state.step), samples, size);
  if (state.best !== undefined && loss.loss >= state.best.loss) return;
  state.best = { step: state.step, loss: loss.loss };
  await writeModel(folder.best, {
    description: {
      architecture,
      groups: code.groups,
      data: { scene, factors, aliases },
      training: { step: state.step, batchSize, validationLoss: loss.loss },
      ...description,
    },
    parameters: state.parameters,
  });
}
