/** Stops at the next mark, so that a region without an end does not swallow the one after it. */
const REGION = /(<!-- figures: ([a-z0-9-]+) -->\n)(?:(?!<!-- (?:figures:|end)).)*(<!-- end of figures -->)/gs;

/** Tables in Markdown, by the name of the region that they fill. */
export type Tables = Readonly<Record<string, () => string>>;

/**
 * A document with its tables of figures made anew. What lies between `<!-- figures: NAME -->` and
 * `<!-- end of figures -->` is the table of that name; all else is left as it is.
 */
export function fillRegions(document: string, tables: Tables): string {
  return document.replace(REGION, (_, start: string, name: string, end: string) => {
    const table = tables[name];
    if (table === undefined)
      throw new Error(`No table is called ${name}; there are ${Object.keys(tables).join(', ')}.`);
    return `${start}\n${table()}\n\n${end}`;
  });
}

/** A table in Markdown, its columns aligned as the formatter aligns them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, c) => Math.max(3, cell.length, ...rows.map((row) => row[c]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, c) => cell.padEnd(widths[c]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
