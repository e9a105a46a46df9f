import { readFileSync } from 'node:fs';

/** Where the loader found a library that was asked for by its bare name; only Linux says. */
export function loadedFrom(name: string): string {
  if (name.includes('/') || process.platform !== 'linux') return name;
  const line = readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .find((mapping) => mapping.includes(`/${name}`));
  return line?.slice(line.indexOf('/')) ?? name;
}
