import { readdir } from 'node:fs/promises';

/** What systems put into folders of their own accord: hidden files (`.DS_Store`, `._face.png`) and Windows' two. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || ['desktop.ini', 'thumbs.db'].includes(name.toLowerCase());
}

/** The names in a folder, without hidden ones: a folder is empty for us where a person sees nothing in it. */
export async function visibleIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !isHidden(name));
}
