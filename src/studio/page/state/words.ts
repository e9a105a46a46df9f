import type { Dial } from './dial.js';

/** `Azimuth`; of many directions `Shape 2`. */
export function labelOf({ name, group, unit }: Dial): string {
  if (unit !== 'sigma') return capital(name);
  return `${capital(group)} ${name === group ? 1 : name.slice(group.length + 1)}`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
