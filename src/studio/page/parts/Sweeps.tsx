import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Control } from '../../../rerender/controls.js';
import { download, gif, type Still, sheet, webm } from '../picture/save.js';
import { type Film, makeFilm } from '../picture/sweep.js';
import { complain, tell } from '../state/notice.js';
import { studio } from '../state/studio.js';
import { capital } from '../state/words.js';
import { Icon } from './Icon.js';

interface Props {
  /** What can be played: the first direction of each group. */
  readonly controls: readonly Control[];
  /** What was played last, and is saved. */
  readonly chosen: Control;
  readonly playing: boolean;
  readonly onPlay: (control: Control) => void;
  /** The code as it stands, and the pictures that go before a film. */
  readonly code: Float32Array | undefined;
  readonly still: () => Still;
  /** Stem of the files. */
  readonly name: string;
}

/** Frames of a moving picture and of a row of a sheet, as the command has them. */
const FRAMES = { film: 25, sheet: 9 } as const;

/** Plays one thing through its range, and saves it. */
export function Sweeps({ controls, chosen, playing, onPlay, code, still, name }: Props): JSX.Element {
  const [busy, setBusy] = useState<string>();
  const film = (control: Control, frames: number, from: number, to: number): Promise<Film> =>
    makeFilm(studio().client, code!, control, frames, (share) =>
      setBusy(`${Math.round(100 * (from + (to - from) * share))} %`),
    );
  const save = async (what: keyof typeof SAVE): Promise<void> => {
    setBusy('0 %');
    try {
      const { blob, file } = await SAVE[what](chosen, controls, still(), film, () => setBusy('Recording'));
      download(blob, `${name}-${file}`);
      tell(`Saved ${name}-${file}.`);
    } catch (error) {
      complain(error);
    }
    setBusy(undefined);
  };
  return (
    <fieldset class="sweeps">
      <legend>Play</legend>
      <div class="chips">
        {controls.map((control) => {
          const on = playing && control === chosen;
          return (
            <button
              key={control.name}
              type="button"
              class="chip"
              aria-pressed={on}
              data-chosen={control === chosen}
              disabled={code === undefined}
              onClick={() => onPlay(control)}
            >
              <Icon name={on ? 'pause' : 'play'} /> {capital(control.name)}
            </button>
          );
        })}
      </div>
      <div class="saves">
        <span class="hint">
          Save <b>{chosen.name}</b> as
        </span>
        {(Object.keys(SAVE) as (keyof typeof SAVE)[]).map((what) => (
          <button
            key={what}
            type="button"
            class="button small"
            disabled={busy !== undefined || code === undefined}
            onClick={() => save(what)}
          >
            {what}
          </button>
        ))}
        <span class="hint" aria-live="polite">
          {busy}
        </span>
      </div>
    </fieldset>
  );
}

type Make = (control: Control, frames: number, from: number, to: number) => Promise<Film>;
type Save = (
  chosen: Control,
  controls: readonly Control[],
  still: Still,
  make: Make,
  onRecording: () => void,
) => Promise<{ readonly blob: Blob; readonly file: string }>;

const SAVE = {
  GIF: async (chosen, _, still, make) => ({
    blob: gif(still, await make(chosen, FRAMES.film, 0, 1)),
    file: `${chosen.name}.gif`,
  }),
  WebM: async (chosen, _, still, make, onRecording) => {
    const film = await make(chosen, FRAMES.film, 0, 1);
    onRecording();
    const blob = await webm(still, film);
    return { blob, file: `${chosen.name}.${blob.type.startsWith('video/mp4') ? 'mp4' : 'webm'}` };
  },
  'PNG sheet': async (_, controls, still, make) => {
    const films: Film[] = [];
    for (const [i, control] of controls.entries())
      films.push(await make(control, FRAMES.sheet, i / controls.length, (i + 1) / controls.length));
    return { blob: await sheet(still, films), file: 'sheet.png' };
  },
} satisfies Record<string, Save>;
