import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './Dialog.js';
import { Picture } from './Picture.js';

/** Another picture of the same face. */
export interface Compared {
  readonly name: string;
  readonly pixels: ReadonlySignal<Float32Array | undefined>;
}

interface Props {
  readonly title: string;
  readonly pixels: ReadonlySignal<Float32Array | undefined>;
  readonly others: readonly Compared[];
  readonly onClose: () => void;
}

const RESOLUTION = 1024;

/** A picture as large as the window; a wipe lays another one over it from the left. */
export function Enlarged({ title, pixels, others, onClose }: Props): JSX.Element {
  const [which, setWhich] = useState('');
  const [share, setShare] = useState(50);
  const other = others.find(({ name }) => name === which);
  return (
    <Dialog title={title} onClose={onClose} large>
      <div class="wipe" style={{ '--share': `${share}%` }}>
        <Picture pixels={pixels} label={title} resolution={RESOLUTION} />
        {other && (
          <div class="over">
            <Picture pixels={other.pixels} label={other.name} resolution={RESOLUTION} />
          </div>
        )}
      </div>
      <footer class="plain">
        {other && (
          <input
            type="range"
            min={0}
            max={100}
            value={share}
            aria-label={`${other.name} up to`}
            aria-valuetext={`${share} % of the width`}
            onInput={({ currentTarget }) => setShare(currentTarget.valueAsNumber)}
          />
        )}
        <label class="which">
          Compare with{' '}
          <select value={which} onChange={({ currentTarget }) => setWhich(currentTarget.value)}>
            <option value="">nothing</option>
            {others.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </footer>
    </Dialog>
  );
}
