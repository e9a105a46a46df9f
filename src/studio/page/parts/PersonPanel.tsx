import type { ComponentChildren, JSX } from 'preact';
import { anotherPerson } from '../state/person.js';
import { paramsOf, type ViewName } from '../state/route.js';
import type { Shown } from '../state/shown.js';
import { Controls } from './Controls.js';
import { Icon } from './Icon.js';
import { UndoButtons } from './UndoButtons.js';

interface Props {
  readonly view: ViewName;
  readonly shown: Shown;
  /** Below the controls. */
  readonly children: ComponentChildren;
}

/** The controls of a drawn person: who it is, another one, and everything that can be changed. */
export function PersonPanel({ view, shown, children }: Props): JSX.Element {
  const { params, dials, standOf, onTurn, onReset } = shown;
  return (
    <section class="card panel" aria-label="Controls">
      <header class="row">
        <h2>{params.person === undefined ? 'Mean person' : `Person ${params.person}`}</h2>
        <UndoButtons view={view} />
        <button type="button" class="quiet" onClick={() => anotherPerson(view)}>
          <Icon name="dice" /> Another
        </button>
        <button
          type="button"
          class="quiet"
          disabled={Object.keys(params).length === 0}
          onClick={() => {
            paramsOf(view).value = {};
          }}
        >
          <Icon name="reset" /> Reset
        </button>
      </header>
      <Controls controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset} />
      {children}
    </section>
  );
}
