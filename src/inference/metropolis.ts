import { exp, log } from '../numeric/elementary.js';
import type { Random } from '../numeric/random.js';
import type { Kernel, State, Transition } from './chains.js';
import type { Guide } from './guide.js';

/** Coordinates that are updated together: the parameters of one factor. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** Best acceptance rates of a random walk in one and in many dimensions (Gelman, Roberts and Gilks 1996). */
const ACCEPTANCE = { one: 0.44, many: 0.234 };

/**
 * Random-walk Metropolis, block after block. The proposal is normal with the guide's deviations times a step
 * that each block tunes by Robbins and Monro's rule while adapting (Andrieu and Thoms 2008, algorithm 4).
 *
 * One kernel serves one chain.
 */
export function metropolis(guide: Guide, blocks: readonly Block[]): Kernel {
  const logSteps = blocks.map(({ start, end }) => log(2.38 / Math.sqrt(end - start)));
  const updates = blocks.map(() => 0);
  let next = 0;
  return {
    *transition(state: State, random: Random, adapting: boolean): Transition {
      const b = next;
      next = (next + 1) % blocks.length;
      const { start, end } = blocks[b]!;
      const proposal = state.point.slice();
      let logPriorRatio = 0;
      for (let i = start; i < end; i++) {
        proposal[i]! += exp(logSteps[b]!) * guide.deviation[i]! * random.normal();
        logPriorRatio += (state.point[i]! ** 2 - proposal[i]! ** 2) / 2;
      }
      const logLikelihood = yield proposal;
      const logRatio = logLikelihood - state.logLikelihood + logPriorRatio;
      const acceptance = logRatio >= 0 ? 1 : exp(Math.max(-600, logRatio));
      if (adapting) {
        const target = end - start === 1 ? ACCEPTANCE.one : ACCEPTANCE.many;
        logSteps[b]! += 2 * (acceptance - target) * (++updates[b]!) ** -0.6;
      }
      return random.uniform() < acceptance ? { point: proposal, logLikelihood } : state;
    },
  };
}
