import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Run } from '../state/runs.js';

interface Sheet {
  readonly step: number;
  readonly file: string;
}

interface Props {
  readonly run: Run;
  /** Grows with each sheet that is written. */
  readonly validations: number;
}

/** What a training makes of validation pictures, step by step. */
export function Samples({ run, validations }: Props): JSX.Element | null {
  const folder = `api/runs/${encodeURIComponent(run.name)}/samples`;
  const [sheets, setSheets] = useState<readonly Sheet[]>([]);
  const [chosen, setChosen] = useState<number>();
  // Another validation, another sheet.
  useEffect(() => {
    fetch(folder)
      .then((response) => (response.ok ? response.json() : []))
      .then(setSheets, () => {});
  }, [folder, validations]);
  if (sheets.length === 0) return null;
  const at = Math.min(chosen ?? sheets.length - 1, sheets.length - 1);
  const { step, file } = sheets[at]!;
  return (
    <section class="card samples" aria-label={`Samples of ${run.name}`}>
      <header class="row">
        <h2>
          {run.name} <span class="soft">after {step.toLocaleString('en')} steps</span>
        </h2>
        <span class="hint">Above what it was shown, below what it makes of it</span>
      </header>
      <img src={`${folder}/${file}`} alt={`Validation pictures and reconstructions after ${step} steps`} />
      <div class="plain">
        <input
          type="range"
          min={0}
          max={sheets.length - 1}
          value={at}
          aria-label={`Sample sheet of ${run.name}`}
          aria-valuetext={`after ${step} steps`}
          onInput={({ currentTarget: { valueAsNumber } }) =>
            setChosen(valueAsNumber === sheets.length - 1 ? undefined : valueAsNumber)
          }
        />
      </div>
    </section>
  );
}
