import type { JSX } from 'preact';
import { photos } from '../state/intake.js';
import { runs } from '../state/runs.js';
import { start } from '../state/studio.js';

/** What is seen until the model is there, or why it will not come. */
export function Starting(): JSX.Element {
  const now = start.value;
  if (now.phase === 'failed')
    return (
      <div class="starting" role="alert">
        <h2>The studio cannot start</h2>
        <p>{now.why}</p>
        {now.next === 'engine' ? (
          <p class="hint">
            This engine was asked for in the address. Without <code>?engine=</code> the page takes one that
            works here; <a href="?engine=wasm">WebAssembly</a> does everywhere.
          </p>
        ) : runs.value === undefined ? (
          <p class="hint">Whoever put this page here has to build it again: dcign studio build.</p>
        ) : (
          <p class="hint">
            Give a trained model: <code>dcign studio --model runs/mine</code>. A first one comes from{' '}
            <code>dcign quickstart</code>.
          </p>
        )}
        <button type="button" class="button" onClick={() => location.reload()}>
          Try again
        </button>
      </div>
    );
  const { loaded, total } = now.phase === 'loading' ? now : { loaded: 0, total: 0 };
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return (
    <div class="starting" role="status">
      <svg class="orb" viewBox="0 0 32 32" aria-hidden="true">
        <path class="shade" d="M16 4a12 12 0 0 0 0 24z" />
        <path class="light" d="M16 4a12 12 0 0 1 0 24z" />
      </svg>
      <p>{loaded > 0 && loaded === total ? 'Starting the network' : 'Fetching the model and what runs it'}</p>
      <progress aria-label="Model and runtime" {...(total > 0 && { value: loaded, max: total })} />
      {photos.value.length > 0 && <p>What you have brought is framed as soon as the model is there.</p>}
      <p class="hint">
        {loaded > 0 && `${megabytes(loaded)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB`}&nbsp;
      </p>
    </div>
  );
}
