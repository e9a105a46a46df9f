export interface ScheduleOptions {
  readonly schedule: 'constant' | 'cosine';
  /** The rate after warm-up; 0.0005 in the paper. */
  readonly learningRate: number;
  /** Steps over which the rate rises from 0 in a straight line. */
  readonly warmUp: number;
  /** Steps of the whole training. */
  readonly steps: number;
}

/**
 * The learning rate of a step: constant as in the paper, or half a cosine that falls to 0 just after the last
 * step (Loshchilov and Hutter 2017, without restarts).
 *
 * @param step counted from 1
 */
export function learningRateAt(step: number, options: ScheduleOptions): number {
  const { schedule, learningRate, warmUp, steps } = options;
  if (step <= warmUp) return (learningRate * step) / (warmUp + 1);
  if (schedule === 'constant') return learningRate;
  const progress = (step - warmUp - 1) / Math.max(1, steps - warmUp);
  return (learningRate * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
}
