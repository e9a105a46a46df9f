import { readFileSync } from 'node:fs';

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');

/** This package's version, for files that say what wrote them. */
export const version: string = (JSON.parse(manifest) as { version: string }).version;
