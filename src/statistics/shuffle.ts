import type { Random } from '../numeric/random.js';

/** A random order of the given things, each as likely as any other (Fisher and Yates). */
export function shuffle<T>(things: Iterable<T>, random: Random): T[] {
  const result = Array.from(things);
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
