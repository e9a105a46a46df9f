import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDecoded } from '../state/decoded.js';
import type { Reading } from '../state/faces.js';
import type { Settings } from '../state/settings.js';
import { studio } from '../state/studio.js';
import { Picture } from './Picture.js';

interface Props {
  readonly reading: Reading | undefined;
  readonly input: ReadonlySignal<Float32Array | undefined>;
  readonly settings: Settings;
  /** The true scene with the same parameters, where it is known. */
  readonly truth: ReadonlySignal<Float32Array | undefined> | undefined;
}

/** What the large picture is compared with: the input, its reconstruction, and the truth where it is known. */
export function Trio({ reading, input, settings, truth }: Props): JSX.Element {
  const reconstruction = useDecoded(reading?.mu);
  const { controls } = studio();
  const bent = controls.some(({ name, unit }) => unit === 'sigma' && settings[name] !== undefined);
  return (
    <div class="trio">
      <figure>
        <Picture pixels={input} label="Input" />
        <figcaption>Input</figcaption>
      </figure>
      <figure>
        <Picture pixels={reconstruction} label="Reconstruction" />
        <figcaption>Reconstruction</figcaption>
      </figure>
      {truth !== undefined && (
        <figure>
          <Picture pixels={truth} label="The true scene with the same parameters" />
          <figcaption>{bent ? 'True render, pose and light' : 'True render'}</figcaption>
        </figure>
      )}
    </div>
  );
}
