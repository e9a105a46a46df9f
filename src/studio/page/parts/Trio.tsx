import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { parametersOf } from '../../../scene/scene.js';
import { useDecoded, useRendered } from '../state/decoded.js';
import type { Reading } from '../state/faces.js';
import type { Settings } from '../state/settings.js';
import { drawsTruth, studio } from '../state/studio.js';
import { Picture } from './Picture.js';

interface Props {
  readonly reading: Reading | undefined;
  readonly settings: Settings;
}

/** What the large picture is compared with: the input, its reconstruction, and the truth where it is known. */
export function Trio({ reading, settings }: Props): JSX.Element {
  const input = useSignal(reading?.pixels);
  useLayoutEffect(() => {
    input.value = reading?.pixels;
  }, [reading, input]);
  const reconstruction = useDecoded(reading?.mu);
  const truth = reading?.face.values;
  const { description, controls } = studio();
  const values = useMemo(() => {
    if (truth === undefined || !drawsTruth(description)) return undefined;
    const turned = { ...truth, ...settings };
    // Directions of the code are not coefficients of the scene: shape and texture stay as they were.
    const own = (name: string): number =>
      (description.calibrations[name] === undefined ? truth : turned)[name] ?? 0;
    return Float32Array.from(parametersOf(description.data), ({ name }) => own(name));
  }, [truth, settings, description]);
  const rendered = useRendered(values, RESOLUTION);
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
      {values !== undefined && (
        <figure>
          <Picture pixels={rendered} label="The true scene with the same parameters" />
          <figcaption>{bent ? 'True render, pose and light' : 'True render'}</figcaption>
        </figure>
      )}
    </div>
  );
}

const RESOLUTION = 192;
