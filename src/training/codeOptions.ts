import type { ObjectiveOptions } from '../code/objectives/objectives.js';
import { presets, type TrainingOptions } from './presets.js';

/** What the bottleneck is told: with exchange there is nothing to say about clamping. */
export function codeOptions(options: TrainingOptions): ObjectiveOptions {
  const { objective, beta, klWeight, inactive } = options;
  if (inactive === 'exchange') return { objective, beta, klWeight, inactive };
  const { clamping, invariance, clampedGradient, clampedKl } = presets.paper;
  return {
    ...{ objective, beta, klWeight, inactive },
    clamping: options.clamping ?? clamping!,
    invariance: options.invariance ?? invariance!,
    clampedGradient: options.clampedGradient ?? clampedGradient!,
    clampedKl: options.clampedKl ?? clampedKl!,
  };
}
