import type { JSX } from 'preact';
import { type Choices, HEAVIEST, LAST_SEED, lengths, things } from '../learn/choices.js';
import { change } from '../state/route.js';
import { capital } from '../state/words.js';

interface Props {
  readonly choices: Choices;
  /** While a training goes on nothing can be chosen. */
  readonly disabled: boolean;
}

const INACTIVE = {
  exchange: 'Exchange in pairs',
  mean: 'Mean of twenty, as in the paper',
} as const;

const SAID = {
  exchange:
    'Two heads share all but one thing, and swap the units of what they share: only what really is the same can be there.',
  mean: 'Twenty heads share all but one thing, and the units of what they share are set to their mean: the way of 2015, which learns less from as many heads.',
} as const;

/** What a training is begun with, a sentence to each. */
export function LearnChoices({ choices, disabled }: Props): JSX.Element {
  const { seed, inactive, weights, allBut, steps } = choices;
  return (
    <fieldset class="lessons" disabled={disabled}>
      <legend class="hidden">What the training begins with</legend>
      <label>
        Units that a set does not train
        <select
          value={inactive}
          onChange={({ currentTarget }) => change('learn', { inactive: currentTarget.value })}
        >
          {Object.entries(INACTIVE).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <p class="hint">{SAID[inactive]}</p>
      <fieldset class="weights">
        <legend>How often each thing varies alone</legend>
        {things.map((thing) => (
          <label key={thing}>
            {capital(thing)}
            <input
              class="field"
              type="number"
              min={0}
              max={HEAVIEST}
              value={weights[thing]}
              onChange={({ currentTarget }) => change('learn', { [thing]: currentTarget.value })}
            />
          </label>
        ))}
      </fieldset>
      <p class="hint">
        What never varies alone has no unit of its own to go to: give it 0 and see its plot stay a cloud.
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={allBut}
          onChange={({ currentTarget }) =>
            change('learn', { allbut: currentTarget.checked ? undefined : 'no' })
          }
        />
        As often, all but that thing
      </label>
      <p class="hint">Two people in one pose teach that a turn is a turn, whosever head it is.</p>
      <label>
        Seed
        <input
          class="field"
          type="number"
          min={0}
          max={LAST_SEED}
          value={seed}
          onChange={({ currentTarget }) => change('learn', { seed: currentTarget.value })}
        />
      </label>
      <p class="hint">All chance comes from this number: the same one gives the same training again.</p>
      <label>
        Steps
        <select
          value={steps}
          onChange={({ currentTarget }) => change('learn', { steps: currentTarget.value })}
        >
          {lengths.map((length) => (
            <option key={length} value={length}>
              {length.toLocaleString('en')}
            </option>
          ))}
        </select>
      </label>
      <p class="hint">At each step the network sees twenty heads, and all its numbers move a little.</p>
    </fieldset>
  );
}
