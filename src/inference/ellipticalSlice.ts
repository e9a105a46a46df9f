import { cos, log, sin } from '../numeric/elementary.js';
import type { Random } from '../numeric/random.js';
import type { Kernel, State, Transition } from './chains.js';
import { type Guide, logPriorOverGuide } from './guide.js';
import type { Block } from './metropolis.js';

/** A slice thinner than this holds nothing but the state itself. */
const THINNEST = 1e-9;

/**
 * Elliptical slice sampling (Murray, Adams and MacKay 2010), block after block: the next state lies on an
 * ellipse through the state and a draw from the guide. Nothing to tune, and no transition is rejected.
 *
 * The guide takes the prior's place, and the likelihood is multiplied by prior over guide, which leaves the
 * posterior the same (Nishihara, Murray and Adams 2014, section 3).
 */
export function ellipticalSlice(guide: Guide, blocks: readonly Block[]): Kernel {
  let next = 0;
  return {
    *transition(state: State, random: Random): Transition {
      const { start, end } = blocks[next]!;
      next = (next + 1) % blocks.length;
      const { mean, deviation } = guide;
      const away = Array.from({ length: end - start }, (_, k) => deviation[start + k]! * random.normal());
      const height =
        state.logLikelihood + logPriorOverGuide(guide, state.point) + log((random.uint32() + 1) / 4294967297);
      let angle = random.uniform(0, 2 * Math.PI);
      let low = angle - 2 * Math.PI;
      let high = angle;
      while (high - low > THINNEST) {
        const point = state.point.slice();
        for (let i = start; i < end; i++)
          point[i] = mean[i]! + (state.point[i]! - mean[i]!) * cos(angle) + away[i - start]! * sin(angle);
        const logLikelihood = yield point;
        if (logLikelihood + logPriorOverGuide(guide, point) > height) return { point, logLikelihood };
        if (angle < 0) low = angle;
        else high = angle;
        angle = random.uniform(low, high);
      }
      return state;
    },
  };
}
