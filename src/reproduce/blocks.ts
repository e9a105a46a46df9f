import type { Block } from './part.js';

export function note(text: string): Block {
  return { kind: 'note', text };
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): Block {
  return { kind: 'table', head, rows };
}

/** @param content an SVG, or an image from report/page.ts */
export function figure(content: string, caption: string, definitions: readonly string[] = []): Block {
  return { kind: 'figure', content, caption, definitions };
}
