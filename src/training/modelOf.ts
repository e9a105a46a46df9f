import { describeCode } from '../code/description.js';
import { codeMoments, standardise } from '../code/moments.js';
import type { ModelFile } from '../model/modelFile.js';
import { fitPrior } from './fitPrior.js';
import type { Learning } from './learning.js';
import type { Validation } from './validation.js';

/**
 * The model that a training has come to: complete, with its code fitted to the prior, and with what its units mean, as
 * the images of a validation say.
 */
export function modelOf(
  { source, options, architecture, code, state }: Learning,
  { loss, posterior, truth }: Pick<Validation, 'loss' | 'posterior' | 'truth'>,
): ModelFile {
  const { scene, factors, aliases, batchSize } = source.info;
  const { photographs } = options;
  const moments = codeMoments(posterior, architecture.code);
  return {
    description: {
      architecture,
      groups: code.groups,
      data: { scene, factors, aliases },
      training: {
        ...{ step: state.step, batchSize, validationLoss: loss.loss, code: moments },
        ...(photographs > 0 && { photographs }),
      },
      ...describeCode(code.groups, factors, standardise(posterior.mu, moments), truth),
    },
    parameters: fitPrior(state.parameters, moments),
  };
}
