import { calibrationQuality } from '../code/calibrated.js';
import { describeCode } from '../code/description.js';
import { codeMoments, standardise } from '../code/moments.js';
import { writeModel } from '../model/modelFile.js';
import { diverged } from './diverged.js';
import { fitPrior } from './fitPrior.js';
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
  const { folder, config, source, architecture, layout, code, state, runners } = session;
  const { seed, validationBatches: count, photographs } = config.options;
  const { scene, factors, aliases, size, batchSize } = source.info;
  const requests = validationBatches(source.info, count);
  const noise = { seed, batch: layout.sets * layout.images };
  const validation = await validate(runners, code, source, requests, noise).catch((error: Error) => {
    onNotice(`The validation of step ${state.step} is left out: ${error.message}`);
    return undefined;
  });
  if (validation === undefined) return;
  const { loss, posterior, truth, samples } = validation;
  if (!Number.isFinite(loss.loss)) throw diverged(state.step, 'the validation loss', folder);
  const moments = codeMoments(posterior, architecture.code);
  const mu = standardise(posterior.mu, moments);
  const description = describeCode(code.groups, factors, mu, truth);
  const units = Object.entries(description.calibrations).map(([group, calibration]) => {
    return [group, calibrationQuality(calibration)];
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
      training: {
        ...{ step: state.step, batchSize, validationLoss: loss.loss, code: moments },
        ...(photographs > 0 && { photographs }),
      },
      ...description,
    },
    parameters: fitPrior(state.parameters, moments),
  });
}
