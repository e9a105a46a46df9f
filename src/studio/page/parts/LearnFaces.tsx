import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { formatValue } from '../../../rerender/controls.js';
import { type FaceSeen, turns } from '../learn/look.js';
import { capital } from '../state/words.js';
import { Picture } from './Picture.js';

/** What stands above each picture of a row. */
const COLUMNS: readonly string[] = [
  'Input',
  'Drawn again',
  ...turns.map(({ thing, degrees }) => `${capital(thing)} ${formatValue('degree', degrees)}`),
];

/** Canvas pixels a side. */
const RESOLUTION = 96;

/** Held-out faces, and what the model makes of them so far. */
export function LearnFaces({ faces }: { readonly faces: readonly FaceSeen[] }): JSX.Element {
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
        {faces.map(({ input, drawn }, row) => (
          <tr key={row}>
            {COLUMNS.map((name, column) => (
              <td key={name}>
                <Cell pixels={column === 0 ? input : drawn[column - 1]!} label={`Face ${row + 1}, ${name}`} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ pixels, label }: { readonly pixels: Float32Array; readonly label: string }): JSX.Element {
  const shown = useSignal<Float32Array | undefined>(pixels);
  useLayoutEffect(() => {
    shown.value = pixels;
  }, [pixels, shown]);
  return <Picture pixels={shown} label={label} resolution={RESOLUTION} />;
}
