import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { type Control, formatValue } from '../../../rerender/controls.js';
import { stepOf } from '../state/settings.js';
import { ValueField } from './ValueField.js';

interface Props {
  readonly label: string;
  readonly unit: Control['unit'];
  readonly min: number;
  readonly max: number;
  readonly value: number;
  /** Where it stood before anyone turned it: a mark below the slider. */
  readonly mark?: number | undefined;
  readonly onInput: (value: number) => void;
  /** Back to where it stood, on a double click or the key Backspace. */
  readonly onReset: () => void;
}

/** A labelled slider with its value, which can be typed too. */
export function Slider({ label, unit, min, max, value, mark, onInput, onReset }: Props): JSX.Element {
  const id = useId();
  const share = (x: number): number => (x - min) / (max - min);
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <ValueField
        label={label}
        unit={unit}
        value={value}
        onInput={(typed) => onInput(Math.min(max, Math.max(min, typed)))}
      />
      <div
        class="track"
        style={{ '--value': share(value), '--zero': share(Math.min(max, Math.max(min, 0))) }}
      >
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          step={stepOf(unit)}
          value={value}
          aria-valuetext={formatValue(unit, value)}
          onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
          onDblClick={onReset}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' || event.key === 'Delete') onReset();
          }}
        />
        {mark !== undefined && <span class="mark" style={{ '--at': share(mark) }} />}
      </div>
    </div>
  );
}
