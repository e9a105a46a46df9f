import type { Control } from '../../../rerender/controls.js';
import { change, type Params, type ViewName } from './route.js';

/** Controls that have been turned, by name, in their own unit. What is not in it stands where it was read. */
export type Settings = Readonly<Record<string, number>>;

/** What the address says about controls; anything else in it is left out. */
export function settingsOf(params: Params, controls: readonly Control[]): Settings {
  return Object.fromEntries(
    controls.flatMap(({ name, min, max }) => {
      const value = Number(params[name]);
      if (params[name] === undefined || params[name] === '' || !Number.isFinite(value)) return [];
      return [[name, Math.min(max, Math.max(min, value))]];
    }),
  );
}

/** As the address writes a value: no more digits than a hand can set. */
export function written(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Turns controls of a view. */
export function turnTo(view: ViewName, settings: Settings): void {
  change(view, Object.fromEntries(Object.entries(settings).map(([name, x]) => [name, written(x)])));
}

/** Puts controls of a view back to where they stood before anyone turned them. */
export function putBack(view: ViewName, names: readonly string[]): void {
  change(view, Object.fromEntries(names.map((name) => [name, undefined])));
}

/** A copy of a code that is turned as the settings say. */
export function turned(mu: Float32Array, controls: readonly Control[], settings: Settings): Float32Array {
  return controls.reduce((code, control) => {
    const value = settings[control.name];
    return value === undefined ? code : control.turn(code, value);
  }, mu);
}

/** The distance of a slider's steps: fine enough to be smooth, coarse enough for the arrow keys. */
export function stepOf(unit: Control['unit']): number {
  return unit === 'degree' ? 0.5 : unit === 'level' ? 1 : 0.05;
}

/**
 * Where a control stands while it is played: from `from` up to its end, down to its other end, and so on; or round and
 * round.
 *
 * @param seconds since the play began
 * @param period seconds there and back
 */
export function playedValue(
  { min, max, circular }: Pick<Control, 'min' | 'max' | 'circular'>,
  from: number,
  seconds: number,
  period: number,
): number {
  if (circular) return min + ((from - min + ((max - min) * seconds) / period) % (max - min));
  // A cosine slows down at the ends, as a head does.
  const start = Math.acos(1 - (2 * (from - min)) / (max - min));
  return min + ((max - min) * (1 - Math.cos(start + (2 * Math.PI * seconds) / period))) / 2;
}
