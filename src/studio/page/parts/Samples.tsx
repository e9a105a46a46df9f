import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Run } from '../state/runs.js';
import { useSheet } from '../state/sheets.js';
import { Icon } from './Icon.js';

/** As the server lists it. */
interface Listed {
  readonly step: number;
  readonly file: string;
}

interface Props {
  readonly run: Run;
  /** Grows with each sheet that is written. */
  readonly validations: number;
}

/** Milliseconds that each sheet of the film stands. */
const DELAY = 350;

/** What a training makes of validation pictures, step by step: a film of it, from sheet to sheet. */
export function Samples({ run, validations }: Props): JSX.Element | null {
  const folder = `api/runs/${encodeURIComponent(run.name)}/samples`;
  const [sheets, setSheets] = useState<readonly Listed[]>([]);
  const [chosen, setChosen] = useState<number>();
  const [playing, setPlaying] = useState(false);
  // Another validation, another sheet.
  useEffect(() => {
    fetch(folder)
      .then((response) => (response.ok ? response.json() : []))
      .then(setSheets, () => {});
  }, [folder, validations]);
  const last = sheets.length - 1;
  const at = Math.min(chosen ?? last, last);
  const address = (i: number): string | undefined =>
    sheets[i] && `${folder}/${encodeURIComponent(sheets[i].file)}`;
  const shown = useSheet(address(at));
  // The next one of a film is there before its time has come.
  const next = useSheet(playing ? address(at + 1) : undefined);
  useEffect(() => {
    if (!playing) return;
    if (at >= last) return setPlaying(false);
    if (shown?.url !== address(at) || next?.url !== address(at + 1)) return;
    const timer = setTimeout(() => setChosen(at + 1), DELAY);
    return () => clearTimeout(timer);
  }, [playing, at, last, shown, next]);
  if (sheets.length === 0) return null;
  const { step } = sheets[at]!;
  return (
    <section class="card samples" aria-label={`Samples of ${run.name}`}>
      <header class="row">
        <h2>
          {run.name} <span class="soft">after {step.toLocaleString('en')} steps</span>
        </h2>
        <span class="hint">Above what it was shown, below what it makes of it</span>
      </header>
      {shown === undefined ? (
        <p class="hint">The sheet is on its way.</p>
      ) : (
        <img src={shown.image} alt={`Validation pictures and reconstructions after ${step} steps`} />
      )}
      <div class="film plain">
        <button
          type="button"
          class="button"
          aria-pressed={playing}
          disabled={last === 0}
          onClick={() => {
            if (!playing && at === last) setChosen(0);
            setPlaying(!playing);
          }}
        >
          <Icon name={playing ? 'pause' : 'play'} /> {playing ? 'Stop' : 'Play'}
          <span class="hidden"> the film of {run.name}</span>
        </button>
        <input
          type="range"
          min={0}
          max={last}
          value={at}
          aria-label={`Sample sheet of ${run.name}`}
          aria-valuetext={`after ${step} steps`}
          onInput={({ currentTarget: { valueAsNumber } }) => {
            setPlaying(false);
            setChosen(valueAsNumber === last ? undefined : valueAsNumber);
          }}
        />
      </div>
    </section>
  );
}
