import type { JSX } from 'preact';
import { download } from '../picture/save.js';
import { type Axis, scales } from '../state/axis.js';
import { csvOf, type Tabled } from '../state/csv.js';
import { change } from '../state/route.js';
import { capital } from '../state/words.js';
import { Icon } from './Icon.js';

interface Props {
  readonly axis: Axis;
  /** What is saved as a table. */
  readonly runs: readonly Tabled[];
}

/** How the charts are drawn, and their numbers as a file. */
export function ChartControls({ axis, runs }: Props): JSX.Element {
  const { smoothing, scale, isTime, span, end, onZoom } = axis;
  const isWhole = span[0] === 0 && span[1] === end;
  const unit = isTime ? 'seconds' : 'steps';
  return (
    <section class="card charting" aria-label="How the charts are drawn">
      <label class="plain">
        Smoothing
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          onInput={({ currentTarget }) => change('train', { smooth: currentTarget.value })}
        />
      </label>
      <label>
        Values
        <select
          value={scale}
          onChange={({ currentTarget }) => change('train', { scale: currentTarget.value })}
        >
          {scales.map((one) => (
            <option key={one} value={one}>
              {capital(one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Along
        <select
          value={isTime ? 'time' : 'steps'}
          onChange={({ currentTarget }) =>
            change('train', { axis: currentTarget.value, from: undefined, to: undefined })
          }
        >
          <option value="steps">Steps</option>
          <option value="time">Time of training</option>
        </select>
      </label>
      <fieldset class="zoomed">
        <legend class="hidden">Part of the {unit} that is seen</legend>
        {(['From', 'to'] as const).map((word, i) => (
          <label key={word}>
            {word}
            <input
              class="field"
              type="number"
              min={0}
              max={Math.round(end)}
              value={Math.round(span[i]!)}
              aria-label={`${capital(word)} ${unit.slice(0, -1)}`}
              onChange={({ currentTarget: { valueAsNumber } }) => {
                if (Number.isFinite(valueAsNumber))
                  onZoom(i === 0 ? [valueAsNumber, span[1]] : [span[0], valueAsNumber]);
              }}
            />
          </label>
        ))}
        <button type="button" class="button" disabled={isWhole} onClick={() => onZoom(undefined)}>
          All {unit}
        </button>
      </fieldset>
      <button
        type="button"
        class="button"
        onClick={() =>
          download(
            new Blob([csvOf(runs)], { type: 'text/csv' }),
            `${runs.map(({ name }) => name).join('-') || 'metrics'}.csv`,
          )
        }
      >
        <Icon name="save" /> CSV
      </button>
    </section>
  );
}
