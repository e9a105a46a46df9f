import { calibrationQuality } from '../code/calibrated.js';
import { writeModel } from '../model/modelFile.js';
import { Diverged } from './diverged.js';
import { modelOf } from './modelOf.js';
import { writeSampleSheet } from './sampleSheet.js';
import type { Session } from './session.js';
import { validate, validationBatches } from './validation.js';

/**
 * Validates, records the result with a sheet of samples, and keeps the model if no validation before had a
 * lower loss. The kept model is complete: from the same batches its code is fitted to the prior, and what its units mean
 * is learnt.
 *
 * A validation that cannot be made, as where one of its images is damaged, is told and left out: the training is
 * worth more.
 */
export async function keepBest(session: Session, onNotice: (notice: string) => void): Promise<void> {
  const { folder, options, source, layout, code, state, runners } = session;
  const requests = validationBatches(source.info, options.validationBatches);
  const batch = layout.sets * layout.images;
  const validating = validate(runners, code, source, requests, options.seed, batch);
  const validation = await validating.catch((error: Error) => {
    onNotice(`The validation of step ${state.step} is left out: ${error.message}`);
    return undefined;
  });
  if (validation === undefined) return;
  const { loss, samples } = validation;
  if (!Number.isFinite(loss.loss)) throw new Diverged(state.step, 'the validation loss', session.remedy);
  const model = modelOf(session, validation);
  const units = Object.entries(model.description.calibrations).map(([group, calibration]) => {
    return [group, calibrationQuality(calibration)];
  });
  await folder.record({ step: state.step, validation: { ...loss, units: Object.fromEntries(units) } });
  await writeSampleSheet(folder.sampleSheet(state.step), samples, source.info.size);
  if (state.best !== undefined && loss.loss >= state.best.loss) return;
  state.best = { step: state.step, loss: loss.loss };
  await writeModel(folder.best, model);
}
