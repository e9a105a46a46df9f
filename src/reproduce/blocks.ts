import type { Block } from './part.js';

export function note(text: string): Block {
  return { kind: 'note', text };
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): Block {
  return { kind: 'table', head, rows };
}

/** @param content an SVG, or an image from `imageTag` */
export function figure(content: string, caption: string, definitions: readonly string[] = []): Block {
  return { kind: 'figure', content, caption, definitions };
}

/** @param uri a data URI: the page must need nothing else */
export function imageTag(uri: string): string {
  return `<img src="${uri}" alt="">`;
}

export function dataUri(bytes: Buffer, type: 'png' | 'webp'): string {
  return `data:image/${type};base64,${bytes.toString('base64')}`;
}
