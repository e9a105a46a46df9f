import type { JSX } from 'preact';
import type { Face } from '../state/faces.js';
import { breakOffFit, type FitState, startFit } from '../state/fits.js';
import { goTo } from '../state/route.js';
import { studio } from '../state/studio.js';

interface Props {
  readonly face: Face;
  readonly state: FitState | undefined;
}

/** What stands in the place of a head until it is fitted, or why it will not be. */
export function Fitting({ face, state }: Props): JSX.Element | null {
  if (state === undefined || state.kind === 'fitted') return null;
  if (state.kind === 'refused')
    return (
      <div class="pending" role="alert" data-failed>
        {state.why}
      </div>
    );
  if (state.kind === 'failed')
    return (
      <div class="pending" role="alert" data-failed>
        <p>
          No head could be fitted to {face.name}: {state.why}
        </p>
        <button type="button" class="button small" onClick={() => startFit(face)}>
          Try again
        </button>
      </div>
    );
  const leave = (): void => {
    breakOffFit();
    goTo('rerender', { face: face.id });
  };
  return (
    <div class="pending fitting" data-failed={false}>
      <p role="status">{WORDS[state.kind](face.name)}</p>
      <progress aria-label="Fit" {...(state.kind !== 'reading' && { value: shareOf(state) })} />
      <button type="button" class="button small" onClick={leave}>
        Cancel
      </button>
    </div>
  );
}

type Working = Extract<FitState, { kind: 'reading' | 'fetching' | 'fitting' }>;

const WORDS: Readonly<Record<Working['kind'], (name: string) => string>> = {
  reading: (name) => `Reading ${name} …`,
  fetching: () => `Fetching the face model, ${megabytes(faceModelSize())} MB …`,
  fitting: (name) => `Fitting a head to ${name} …`,
};

/** Of the phase that it is in: 0 to 1. */
function shareOf(state: Exclude<Working, { kind: 'reading' }>): number {
  return state.kind === 'fitting' ? state.done : Math.min(1, state.loaded / Math.max(1, faceModelSize()));
}

function faceModelSize(): number {
  return studio().sizes['scene/faces.bin'] ?? 0;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
