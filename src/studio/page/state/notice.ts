import { type Signal, signal } from '@preact/signals';

/** One sentence for the user: what went wrong, or what has been done. */
export const notice: Signal<{ readonly text: string; readonly kind: 'error' | 'done' } | undefined> =
  signal(undefined);

/** What a screen reader shall say next. */
export const spoken: Signal<string> = signal('');

export function tell(text: string): void {
  notice.value = { text, kind: 'done' };
}

export function complain(error: unknown): void {
  notice.value = { text: error instanceof Error ? error.message : String(error), kind: 'error' };
}
