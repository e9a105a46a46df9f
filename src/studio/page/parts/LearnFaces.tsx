import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { formatValue } from '../../../rerender/controls.js';
import type { Look } from '../learn/look.js';
import { turns } from '../learn/look.js';
import { capital } from '../state/words.js';
import { Picture } from './Picture.js';

/** What stands above each picture of a row. */
const COLUMNS: readonly string[] = [
  'Input',
  'Drawn again',
  ...turns.map(({ thing, degrees }) => `${capital(thing)} ${formatValue('degree', degrees)}`),
];

/** Canvas pixels a side. */
const RESOLUTION = 128;

/** Held-out faces, and what the model makes of them so far. */
export function LearnFaces({ look }: { readonly look: ReadonlySignal<Look | undefined> }): JSX.Element {
  const rows = look.value?.faces.length ?? 0;
  return (
    <table class="learnfaces">
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, face) => (
          <tr key={face}>
            {COLUMNS.map((name, column) => (
              <td key={name}>
                <Cell look={look} face={face} column={column} label={`Face ${face + 1}, ${name}`} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly look: ReadonlySignal<Look | undefined>;
  readonly face: number;
  readonly column: number;
  readonly label: string;
}

function Cell({ look, face, column, label }: CellProps): JSX.Element {
  const pixels = useComputed(() => {
    const seen = look.value?.faces[face];
    return column === 0 ? seen?.input : seen?.drawn[column - 1];
  });
  return <Picture pixels={pixels} label={label} resolution={RESOLUTION} />;
}
