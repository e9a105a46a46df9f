import type { JSX } from 'preact';
import { useCopy } from '../state/copy.js';
import { Icon } from './Icon.js';

/** The command that does the same, to be copied. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  const [copied, copy] = useCopy();
  return (
    <section class="command" aria-label="The same as a command">
      <code>{text}</code>
      <button type="button" class="quiet" aria-label="Copy the command" onClick={() => copy(text)}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite" class="hidden">
          {copied ? 'Copied' : ''}
        </span>
      </button>
    </section>
  );
}
