import { existsSync } from 'node:fs';

/** `start`, or `start-2` where that exists, and so on: a second start must not undo the first. */
export function freeName(wanted: string): string {
  let name = wanted;
  for (let k = 2; existsSync(name); k++) name = `${wanted}-${k}`;
  return name;
}
