import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Control, formatValue } from '../../../rerender/controls.js';

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
  const words = formatValue(unit, value);
  // From the field itself: Enter may come before what was typed has been drawn.
  const take = ({ value: text }: HTMLInputElement): void => {
    const number = text === words ? undefined : numberIn(text);
    if (number !== undefined) onInput(number);
    setTyped(undefined);
  };
  return (
    <input
      class="value"
      inputMode="decimal"
      autocomplete="off"
      aria-label={`${label}, typed`}
      value={typed ?? words}
      // The words stay as they are, selected: another text in their place would lose the selection to whoever types at once.
      onFocus={({ currentTarget }) => currentTarget.select()}
      // A click would leave a mere caret.
      onClick={({ currentTarget }) => typed === undefined && currentTarget.select()}
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
