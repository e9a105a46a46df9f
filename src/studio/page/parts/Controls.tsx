import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Dial } from '../state/dial.js';
import { capital, labelOf } from '../state/words.js';
import { Slider } from './Slider.js';

interface Props<D extends Dial> {
  readonly controls: readonly D[];
  readonly standOf: (control: D) => number;
  /** Where the encoder read it. */
  readonly markOf?: (control: D) => number | undefined;
  readonly onTurn: (values: Readonly<Record<string, number>>) => void;
  readonly onReset: (names: readonly string[]) => void;
}

/** So many directions of a group are shown before someone asks for more. */
const SHOWN = 3;

/** A slider for everything that can be turned: single units first, then each group's main directions. */
export function Controls<D extends Dial>(props: Props<D>): JSX.Element {
  const single = props.controls.filter(({ unit }) => unit !== 'sigma');
  const groups = [
    ...new Set(props.controls.filter(({ unit }) => unit === 'sigma').map(({ group }) => group)),
  ];
  return (
    <>
      {single.length > 0 && (
        <fieldset>
          <legend>Pose and light</legend>
          <Sliders {...props} controls={single} />
        </fieldset>
      )}
      {groups.map((group) => (
        <Directions key={group} {...props} group={group} />
      ))}
    </>
  );
}

function Directions<D extends Dial>({ group, ...props }: Props<D> & { readonly group: string }): JSX.Element {
  const [all, setAll] = useState(false);
  const own = props.controls.filter((control) => control.group === group);
  return (
    <fieldset>
      <legend>{capital(group)}</legend>
      <Sliders {...props} controls={all ? own : own.slice(0, SHOWN)} />
      {own.length > SHOWN && (
        <button type="button" class="quiet more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer directions' : `All ${own.length} directions`}
          <span class="hidden"> of {group}</span>
        </button>
      )}
    </fieldset>
  );
}

function Sliders<D extends Dial>({ controls, standOf, markOf, onTurn, onReset }: Props<D>): JSX.Element {
  return (
    <div class="sliders">
      {controls.map((control) => (
        <Slider
          key={control.name}
          label={labelOf(control)}
          unit={control.unit}
          min={control.min}
          max={control.max}
          value={standOf(control)}
          mark={markOf?.(control)}
          onInput={(value) => onTurn({ [control.name]: value })}
          onReset={() => onReset([control.name])}
        />
      ))}
    </div>
  );
}
