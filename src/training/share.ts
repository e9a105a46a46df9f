import { UserError } from '../errors.js';
import type { Ranks } from '../ranks/ranks.js';
import type { SetLayout } from './plan.js';

/** Which of a step's sets are a rank's: as many for each, one after the other. */
export interface Share {
  /** Place of the first one among the step's sets, and of its first image among the step's images. */
  readonly firstSet: number;
  readonly firstImage: number;
  readonly sets: number;
  readonly images: number;
}

/**
 * A step has the images that it has, however many ranks share them: so a training does not depend on that number.
 *
 * @throws UserError where the sets cannot be shared evenly
 */
export function shareOf({ sets, images }: SetLayout, { rank, size }: Pick<Ranks, 'rank' | 'size'>): Share {
  if (sets % size !== 0) {
    const fitting = Array.from({ length: sets }, (_, i) => i + 1).filter((n) => sets % n === 0);
    throw new UserError(
      `A step of this training has ${sets === 1 ? 'one set' : `${sets} sets`} of ${images} images (--batch ${sets * images}, ` +
        `--set ${images}), which ${size} ranks cannot share evenly. Start ${listed(fitting)}, or train with another ` +
        `--batch: it counts the images of all ranks together, and ${size * images} is the least that ${size} can share.`,
    );
  }
  const own = sets / size;
  return {
    firstSet: rank * own,
    firstImage: rank * own * images,
    sets: own,
    images: own * images,
  };
}

function listed(numbers: readonly number[]): string {
  if (numbers.length === 1) return 'dcign by itself';
  return `${numbers.slice(0, -1).join(', ')} or ${numbers.at(-1)} of them`;
}
