import type { ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { parametersOf } from '../../../scene/scene.js';
import { useRendered } from './decoded.js';
import type { Reading } from './faces.js';
import type { Settings } from './settings.js';
import { drawsTruth, studio } from './studio.js';

/**
 * The true scene of a face that was drawn, turned as the controls are: [size, size], 0 to 1.
 *
 * @returns undefined where nobody knows it
 */
export function useTruth(
  reading: Reading | undefined,
  settings: Settings,
  size: number,
): ReadonlySignal<Float32Array | undefined> | undefined {
  const truth = reading?.face.values;
  const { description } = studio();
  const values = useMemo(() => {
    if (truth === undefined || !drawsTruth(description)) return undefined;
    const turned = { ...truth, ...settings };
    // Directions of the code are not coefficients of the scene: shape and texture stay as they were.
    const own = (name: string): number =>
      (description.calibrations[name] === undefined ? truth : turned)[name] ?? 0;
    return Float32Array.from(parametersOf(description.data), ({ name }) => own(name));
  }, [truth, settings, description]);
  const rendered = useRendered(values, size);
  return values && rendered;
}
