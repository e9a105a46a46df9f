import { useState } from 'preact/hooks';
import { complain } from './notice.js';

/** How long it is said that something was copied. */
const SAID = 2000;

/** Copies text to the clipboard. @returns whether it was copied just now, and what copies */
export function useCopy(): readonly [copied: boolean, copy: (text: string) => Promise<void>] {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SAID);
    } catch {
      complain('The browser does not let the page copy. Mark it and copy it by hand.');
    }
  };
  return [copied, copy];
}
