import { basename, relative } from 'node:path';
import { quoted } from './quoted.js';

/** What a command says when it is done. */
export interface Panel {
  readonly title: string;
  /** Files and folders, with a word on each. */
  readonly written: readonly { readonly path: string; readonly what: string }[];
  /** Numbers and remarks worth a line. */
  readonly notes?: readonly string[];
  /** Command lines to try next, each beginning with `dcign`. */
  readonly next?: readonly string[];
}

/** The closing panel as text. */
export function panel({ title, written, notes = [], next = [] }: Panel): string {
  const width = Math.max(0, ...written.map(({ path }) => path.length));
  const sections = [
    [title],
    written.map(({ path, what }) => `  ${path.padEnd(width)}  ${what}`),
    notes.map((note) => `  ${note}`),
    next.length === 0 ? [] : ['Next:', ...next.map((command) => `  ${asTyped(command)}`)],
  ];
  const body = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `\n${body.join('\n\n')}\n`;
}

/** In a clone there is no `dcign` on the path: show what the user can type there. */
function asTyped(command: string): string {
  const script = process.argv[1] ?? 'dcign';
  if (basename(script) !== 'main.js') return command;
  return command.replace(/^dcign/, () => `node ${quoted(relative('', script))}`);
}
