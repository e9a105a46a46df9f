import { type Signal, signal } from '@preact/signals';

/** Whether the window with the help is open. */
export const helpOpen: Signal<boolean> = signal(false);

const KEY = 'dcign-welcomed';

function isNew(): boolean {
  try {
    return localStorage.getItem(KEY) === null;
  } catch {
    // Storage can be switched off: then it is said on each visit.
    return true;
  }
}

/** Whether the hint for a first visit is shown. */
export const welcome: Signal<boolean> = signal(isNew());

export function endWelcome(): void {
  welcome.value = false;
  try {
    localStorage.setItem(KEY, 'yes');
  } catch {
    // See above.
  }
}
