import { useCallback, useMemo } from 'preact/hooks';
import { type Factor, parametersOf } from '../../../scene/scene.js';
import { type Dial, poseOf } from './dial.js';
import { sceneValues } from './person.js';
import { type Params, paramsOf, type ViewName } from './route.js';
import { putBack, turnTo } from './settings.js';

/** Who is shown in a view of the true scene, how, and what changes that. */
export interface Shown {
  readonly params: Params;
  /** Of the scene's parameters. */
  readonly names: readonly string[];
  readonly values: Float32Array;
  readonly dials: readonly Dial[];
  readonly at: (name: string) => number;
  readonly standOf: (dial: Dial) => number;
  readonly onTurn: (values: Readonly<Record<string, number>>) => void;
  readonly onReset: (names: readonly string[]) => void;
  /** Pose and light in words. */
  readonly pose: string;
}

/**
 * @param dials the scene's, or with other ranges; always the same array
 * @param own as `sceneValues` takes it; always the same array
 */
export function useShown(
  view: ViewName,
  factors: readonly Factor[],
  dials: readonly Dial[],
  own?: Float32Array,
): Shown {
  const params = paramsOf(view).value;
  const names = useMemo(() => parametersOf({ factors }).map(({ name }) => name), [factors]);
  const values = useMemo(() => sceneValues(factors, params, dials, own), [factors, params, dials, own]);
  const at = useCallback((name: string) => values[names.indexOf(name)]!, [values, names]);
  const standOf = useCallback((dial: Dial) => at(dial.name), [at]);
  return {
    ...{ params, names, values, dials, at, standOf, pose: poseOf(dials, standOf) },
    onTurn: (turned) => turnTo(view, turned),
    onReset: (which) => putBack(view, which),
  };
}
