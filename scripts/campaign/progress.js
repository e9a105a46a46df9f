import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * How far each campaign is: with a file, one that was cut short goes on where it was.
 *
 * @param file written after every note; without it nothing is kept
 * @param size of the campaigns; a file of another size is refused
 */
export function openProgress(file, size) {
  const notes = read(file) ?? { size };
  if (notes.size !== size)
    throw new Error(`${file} is of a campaign of another size (${notes.size}, not ${size})`);
  return {
    /** What was noted last under a name, or `start`. */
    of: (name, start) => structuredClone(notes[name] ?? start),
    note(name, value) {
      notes[name] = structuredClone(value);
      if (file === undefined) return;
      writeFileSync(`${file}.part`, `${JSON.stringify(notes, undefined, 1)}\n`);
      renameSync(`${file}.part`, file);
    },
  };
}

function read(file) {
  try {
    return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}
