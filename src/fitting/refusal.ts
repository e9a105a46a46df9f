import type { Verdict } from '../verdict/verdict.js';

/**
 * Why no head is fitted to a photograph; undefined where one is.
 *
 * @param verdict what a network says of it, if it says anything
 * @param otherwise what else can be done, to follow "or"
 */
export function refusalOf(name: string, verdict: Verdict | undefined, otherwise: string): string | undefined {
  if (verdict?.reads !== 'not') return undefined;
  return (
    `No head was fitted to ${name}: ${verdict.words}. Give a photograph of one face, seen from no farther aside than ` +
    `its profile, or ${otherwise}.`
  );
}
