import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Params, paramsOf, type ViewName, view, viewNames } from './route.js';

/** What stands so long without a change is a step to come back to. */
const SETTLED = 300;
/** Steps that are kept. */
const MOST = 200;

/** The way back, and forth again, through what has been set in a view. */
export interface Undo {
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  undo(): void;
  redo(): void;
}

/** @param params what may change */
export function createUndo(params: Signal<Params>): Undo {
  const steps: Signal<readonly Params[]> = signal([params.peek()]);
  const at = signal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    const now = params.peek();
    if (same(now, steps.peek()[at.peek()]!)) return;
    steps.value = [...steps.peek().slice(0, at.peek() + 1), now].slice(-MOST);
    at.value = steps.value.length - 1;
  };
  effect(() => {
    params.value;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLED);
  });
  const go = (by: number): void => {
    settle();
    const step = steps.peek()[at.peek() + by];
    if (step === undefined) return;
    at.value += by;
    params.value = step;
  };
  return {
    canUndo: computed(() => at.value > 0),
    canRedo: computed(() => at.value < steps.value.length - 1),
    undo: () => go(-1),
    redo: () => go(1),
  };
}

function same(a: Params, b: Params): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

const undos = new Map<ViewName, Undo>();

export function undoOf(name: ViewName): Undo {
  return undos.get(name)!;
}

/** Ctrl or Command with Z, and with Shift or Y. To be called once the address has been read. */
export function listenForUndo(): void {
  for (const name of viewNames) undos.set(name, createUndo(paramsOf(name)));
  addEventListener('keydown', (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !['z', 'y'].includes(key)) return;
    // A field of text has its own.
    if (event.target instanceof HTMLInputElement && event.target.type !== 'range') return;
    event.preventDefault();
    const { undo, redo } = undoOf(view.value);
    if (key === 'y' || event.shiftKey) redo();
    else undo();
  });
}
