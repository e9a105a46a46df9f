import type { Control } from '../../../rerender/controls.js';
import type { Params } from './route.js';

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
 * Where a control stands while it is played: from `from` up to its end, down to its other end, and so on.
 *
 * @param seconds since the play began
 * @param period seconds there and back
 */
export function playedValue(
  { min, max }: Pick<Control, 'min' | 'max'>,
  from: number,
  seconds: number,
  period: number,
): number {
  // A cosine slows down at the ends, as a head does.
  const start = Math.acos(1 - (2 * (from - min)) / (max - min));
  return min + ((max - min) * (1 - Math.cos(start + (2 * Math.PI * seconds) / period))) / 2;
}

/** The command that makes the same picture from the same file. */
export function rerenderCommand(
  image: string,
  model: string,
  vary: string,
  settings: Settings,
  others: { readonly out: string; readonly towards?: string },
): string {
  const set = Object.entries(settings).filter(([name]) => name !== vary);
  return [
    `dcign rerender ${quoted(image)}`,
    `--model ${quoted(model)}`,
    `--vary ${vary}`,
    ...(others.towards === undefined ? [] : [`--towards ${quoted(others.towards)}`]),
    ...set.map(([name, value]) => `--set ${name}=${written(value)}`),
    `--out ${quoted(others.out)}`,
  ].join(' ');
}

/** As a POSIX shell reads it. */
export function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
