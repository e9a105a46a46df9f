import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { complain } from '../state/notice.js';
import { Icon } from './Icon.js';

/** The command that does the same, to be copied. */
export function Command({ text }: { readonly text: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      complain('The browser does not let the page copy. Mark the command and copy it by hand.');
    }
  };
  return (
    <section class="command" aria-label="The same as a command">
      <code>{text}</code>
      <button type="button" class="quiet" aria-label="Copy the command" onClick={copy}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite" class="hidden">
          {copied ? 'Copied' : ''}
        </span>
      </button>
    </section>
  );
}
