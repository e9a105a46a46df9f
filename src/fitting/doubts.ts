import type { FittedHead } from './fitHead.js';
import type { Circumstance } from './unknowns.js';

/**
 * What a fit tells, as people call it, and from which standard deviation on, in degrees, it hardly tells it.
 */
const TOLD: readonly { readonly of: Circumstance; readonly words: string; readonly unsure: number }[] = [
  { of: 'azimuth', words: 'how far the head is turned', unsure: 5 },
  { of: 'elevation', words: 'how far it is lifted', unsure: 5 },
  { of: 'light', words: 'from which side the light comes', unsure: 10 },
  { of: 'lampElevation', words: 'how high the lamp stands', unsure: 12 },
];

/**
 * What a fit is unsure of, in words, a sentence without its full stop: `unsure of how high the lamp stands
 * (±15°)`; undefined where it is sure. What cannot be seen at all, the back of the head, is the model's guess
 * in any fit.
 */
export function doubtsOf({ deviations }: Pick<FittedHead, 'deviations'>): string | undefined {
  const doubts = TOLD.filter(({ of, unsure }) => deviations[of] >= unsure).map(
    ({ of, words }) => `${words} (±${Math.round(deviations[of])}°)`,
  );
  if (doubts.length === 0) return undefined;
  const last = doubts.at(-1)!;
  return `unsure of ${doubts.length === 1 ? last : `${doubts.slice(0, -1).join(', ')} and ${last}`}`;
}

/** What a fit has seen, and what it is unsure of, as a sentence. */
export function seenIn(head: Pick<FittedHead, 'circumstances' | 'deviations'>): string {
  const at = (['azimuth', 'elevation', 'light'] as const)
    .map((name) => `${name} ${Math.round(head.circumstances[name])}°`.replace(' -0°', ' 0°'))
    .join(', ');
  const doubts = doubtsOf(head);
  return `It is seen at ${at}${doubts === undefined ? '' : `; ${doubts}`}.`;
}
