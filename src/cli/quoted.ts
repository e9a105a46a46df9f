/**
 * A word as a shell takes it for one word: in quotes where it holds blanks or anything that means more to it.
 *
 * @param windows whether it is a shell of Windows
 */
export function quoted(word: string, windows: boolean = process.platform === 'win32'): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return windows ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
