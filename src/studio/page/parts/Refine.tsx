import type { JSX } from 'preact';
import { type Reading, refine, refining } from '../state/faces.js';

/** Looks for the code that explains the picture best, and says how much nearer it comes than the encoder. */
export function Refine({ reading }: { readonly reading: Reading }): JSX.Element {
  const { face, gained } = reading;
  const busy = refining.value?.id === face.id;
  const words =
    gained === undefined
      ? 'As the encoder reads it at first sight.'
      : gained === 0
        ? 'No code shows it better than the first guess.'
        : `Refined: ${Math.round(100 * gained)} % less error than the first guess.`;
  return (
    <p class="row hint" aria-live="polite">
      <span>{busy ? 'Refining …' : words}</span>
      {gained === undefined && (
        <button type="button" class="quiet" disabled={busy} onClick={() => void refine(reading)}>
          Refine
        </button>
      )}
    </p>
  );
}
