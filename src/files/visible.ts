import { readdir } from 'node:fs/promises';

/** Windows' files; and the folders of archives made on a Mac, of Synology's disks, of Windows' and Linux' disks. */
const OF_SYSTEMS: readonly string[] = [
  ...['desktop.ini', 'thumbs.db', 'ehthumbs.db'],
  ...['__macosx', '@eadir', '$recycle.bin', 'system volume information', 'lost+found'],
];

/** What systems put into folders of their own accord: hidden files (`.DS_Store`, `._face.png`) and a few by name. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || OF_SYSTEMS.includes(name.toLowerCase());
}

/** The names in a folder, without hidden ones: a folder is empty for us where a person sees nothing in it. */
export async function visibleIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !isHidden(name));
}
