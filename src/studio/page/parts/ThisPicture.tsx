import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { enlargedCanvas, toBlob } from '../picture/canvas.js';
import { download } from '../picture/save.js';
import { complain, tell } from '../state/notice.js';
import { studio } from '../state/studio.js';
import { type Compared, Enlarged } from './Enlarged.js';
import { Icon } from './Icon.js';

interface Props {
  readonly pixels: ReadonlySignal<Float32Array | undefined>;
  /** Stem of the file. */
  readonly name: string;
  /** What it can be compared with, enlarged. */
  readonly others: readonly Compared[];
}

const TIMES = [1, 2, 4];

/** The picture as it stands: saved, copied, enlarged. */
export function ThisPicture({ pixels, name, others }: Props): JSX.Element {
  const { size } = studio();
  const [times, setTimes] = useState(1);
  const [isLarge, setLarge] = useState(false);
  const isThere = pixels.value !== undefined;
  const png = (): Promise<Blob> => toBlob(enlargedCanvas(pixels.value!, times * size));
  const save = async (): Promise<void> => {
    try {
      download(await png(), `${name}.png`);
      tell(`Saved ${name}.png.`);
    } catch (error) {
      complain(error);
    }
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png() })]);
      tell('The picture is copied.');
    } catch {
      complain('The browser does not let the page copy pictures. Save it instead.');
    }
  };
  return (
    <fieldset>
      <legend>This picture</legend>
      <div class="saves plainsaves">
        <select
          aria-label="Size"
          value={times}
          onChange={({ currentTarget }) => setTimes(Number(currentTarget.value))}
        >
          {TIMES.map((one) => (
            <option key={one} value={one}>
              {one * size} × {one * size}
            </option>
          ))}
        </select>
        <button type="button" class="button" disabled={!isThere} onClick={save}>
          <Icon name="save" /> Save picture
        </button>
        <button type="button" class="button" disabled={!isThere} onClick={copy}>
          <Icon name="copy" /> Copy
        </button>
        <button type="button" class="button" disabled={!isThere} onClick={() => setLarge(true)}>
          <Icon name="enlarge" /> Enlarge
        </button>
      </div>
      {isLarge && <Enlarged title={name} pixels={pixels} others={others} onClose={() => setLarge(false)} />}
    </fieldset>
  );
}
