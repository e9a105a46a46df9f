import type { JSX } from 'preact';
import { knowsPeople } from '../../../model/people.js';
import { formatValue } from '../../../rerender/controls.js';
import { helpOpen } from '../state/help.js';
import { runs } from '../state/runs.js';
import { studio } from '../state/studio.js';
import { nounsOf } from '../state/words.js';
import { Dialog } from './Dialog.js';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Arrows on the picture', 'turn it'],
  ['Arrows on a slider or the sun', 'move it'],
  ['Backspace on a slider', 'goes back to what was read'],
  ['Ctrl or ⌘ with Z, with Shift too', 'undoes, does again'],
  ['Escape', 'closes a window'],
];

/** What is to be known of the studio, and of the model that is in it. */
export function Help(): JSX.Element {
  const { description, size } = studio();
  const { one, people } = nounsOf(description);
  const ofPeople = knowsPeople(description);
  const shares = description.groups.map(
    ({ name, units }) => `${units} ${units === 1 ? 'stands' : 'stand'} for ${name}`,
  );
  const { photographs = 0 } = description.training;
  const calibrations = Object.values(description.calibrations);
  return (
    <Dialog title="Help" onClose={() => (helpOpen.value = false)}>
      <div class="help">
        <h3>What it does</h3>
        <p>
          A network reads a {one} of {size} × {size} grey pixels as a code of {description.architecture.code}{' '}
          numbers, and draws a {one} from a code. Turn a part of the code, and that part of the picture
          changes. Drag the picture, move the sun or a slider, or type a value; a double click goes back to
          what was read.
        </p>
        <h3>Units</h3>
        <p>
          Degrees are those of the scenes that the model has learnt from. σ is a standard deviation among{' '}
          {people}: 0 is the mean, and all but one in four hundred lie between -3 and 3. On average the model
          errs by
        </p>
        <ul>
          {calibrations.map(({ parameter, unit, meanAbsoluteError, min, max }) => (
            <li key={parameter}>
              {meanAbsoluteError.toFixed(1)}
              {unit === 'degree' ? '°' : ''} in {parameter}, from {formatValue(unit, min)} to{' '}
              {formatValue(unit, max)}
            </li>
          ))}
        </ul>
        <h3>What it cannot do</h3>
        <p>
          It has learnt from drawn pictures.{' '}
          {ofPeople &&
            'Of a photograph it keeps pose, light and broad features; hair, glasses, beards and what covers a face ' +
              'are beyond it, and it says when it could not read one. '}
          It draws in grey, and no sharper than {size} × {size}.
        </p>
        <h3>Privacy</h3>
        <p>
          Photographs never leave this browser: the model runs in it. Those that you frame are kept here until
          you remove them.
        </p>
        <h3>Keys</h3>
        <dl>
          {KEYS.map(([keys, what]) => (
            <div key={keys}>
              <dt>{keys}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        {runs.value !== undefined && (
          <>
            <h3>For programs</h3>
            <p>
              The model answers over HTTP, too:{' '}
              <a href="api.html">what it takes and gives, and a place to try it</a>.
            </p>
          </>
        )}
        <h3>The model</h3>
        <p>
          “{description.name}”, after {description.training.step.toLocaleString('en')} steps of training on
          drawn {people}
          {photographs > 0 && `, ${Math.round(100 * photographs)} % of them as photographs show them`}. Of its
          numbers {shares.join(', ')}. The method is that of{' '}
          <a href="https://arxiv.org/abs/1503.03167" target="_blank" rel="noreferrer">
            Kulkarni, Whitney, Kohli and Tenenbaum, 2015
          </a>
          .
        </p>
      </div>
    </Dialog>
  );
}
