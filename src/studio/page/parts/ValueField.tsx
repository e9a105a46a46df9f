import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Control, formatValue } from '../../../rerender/controls.js';
import { written } from '../state/settings.js';

interface Props {
  readonly label: string;
  readonly unit: Control['unit'];
  readonly value: number;
  /** Gets what was typed; whoever hears of it keeps to the range. */
  readonly onInput: (value: number) => void;
}

/** A value in words, and as a number once someone types. Enter or leaving takes it, Escape does not. */
export function ValueField({ label, unit, value, onInput }: Props): JSX.Element {
  const [typed, setTyped] = useState<string>();
  // From the field itself: Enter may come before what was typed has been drawn.
  const take = ({ value: text }: HTMLInputElement): void => {
    const number = text === formatValue(unit, value) ? undefined : numberIn(text);
    if (number !== undefined && text !== written(value)) onInput(number);
    setTyped(undefined);
  };
  return (
    <input
      class="value"
      inputMode="decimal"
      autocomplete="off"
      aria-label={`${label}, typed`}
      value={typed ?? formatValue(unit, value)}
      onFocus={({ currentTarget }) => {
        setTyped(written(value));
        requestAnimationFrame(() => currentTarget.select());
      }}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') setTyped(undefined);
        if (key === 'Enter') take(currentTarget);
        if (key === 'Escape' || key === 'Enter') currentTarget.select();
      }}
      onBlur={({ currentTarget }) => take(currentTarget)}
    />
  );
}

/** `-12,5°` is -12.5; undefined where there is no number. */
function numberIn(text: string): number | undefined {
  const found = /^\s*([+\u2212-]?[\d.,]+)/.exec(text)?.[1];
  const number = Number(found?.replace('\u2212', '-').replace(',', '.'));
  return found === undefined || Number.isNaN(number) ? undefined : number;
}
