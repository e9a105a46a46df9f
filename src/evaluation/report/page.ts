import { DEFINITIONS } from '../definitions.js';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1180px; margin: 2em auto; padding: 0 1em }
  h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid #ddd }
  table { border-collapse: collapse; margin: 1em 0 } td, th { padding: .2em .8em; text-align: right }
  th { font-weight: 600; border-bottom: 1px solid #999 } td:first-child, th:first-child { text-align: left }
  td.text { text-align: left } tr:nth-child(even) td { background: #f6f6f6 }
  .figures { display: flex; flex-wrap: wrap; gap: 1.5em; align-items: flex-start }
  figure { margin: 0; width: min-content; max-width: 100% } img, svg { max-width: 1100px }
  figcaption { font-size: .85em; min-width: 22em } figcaption small { color: #666 }
`;

export function page(title: string, intro: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(intro)}</p>
${sections.join('\n')}
</body></html>
`;
}

/** Tables and paragraphs one below the other, then the figures side by side. */
export function section(title: string, parts: readonly string[]): string {
  const isFigure = (part: string) => part.startsWith('<figure');
  return `<section><h2>${escapeHtml(title)}</h2>
${parts.filter((part) => !isFigure(part)).join('\n')}
<div class="figures">${parts.filter(isFigure).join('\n')}</div></section>`;
}

/** A plot or picture with its caption, definitions and sources. */
export function figure(content: string, caption: string, definitions: readonly string[]): string {
  const notes = definitions.map((key) => {
    const { meaning, source } = DEFINITIONS[key]!;
    return `${key}: ${meaning} ${source}`;
  });
  return `<figure>${content}<figcaption>${escapeHtml(caption)}<br><small>${escapeHtml(notes.join(' '))}</small></figcaption></figure>`;
}

/** Bytes of an image as an image: the page must need nothing else. */
export function image(bytes: Buffer, type: 'png' | 'webp' = 'png'): string {
  return `<img src="data:image/${type};base64,${bytes.toString('base64')}" alt="">`;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? `<td>${formatNumber(value)}</td>`
      : `<td class="text">${escapeHtml(value)}</td>`;
  return `<table><tr>${head.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</table>`;
}

/** Four digits that count; whole numbers as they are. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'n/a';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** `0.1 to 0.2`. */
export function formatInterval([low, high]: readonly [low: number, high: number]): string {
  return `${formatNumber(low)} to ${formatNumber(high)}`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
