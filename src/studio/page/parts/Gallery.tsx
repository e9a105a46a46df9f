import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { faces } from '../state/faces.js';
import { cameraOpen, take } from '../state/intake.js';
import { Icon } from './Icon.js';

interface Props {
  readonly label: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  /** Whether new pictures can be brought in here. */
  readonly open?: boolean;
}

/** A strip of faces to choose from. */
export function Gallery({ label, chosen, onChoose, open = false }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const strip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const face = strip.current?.querySelector<HTMLElement>(':has(> :checked)');
    if (!strip.current || !face) return;
    const { offsetLeft, offsetWidth } = face;
    const { scrollLeft, clientWidth } = strip.current;
    if (offsetLeft < scrollLeft || offsetLeft + offsetWidth > scrollLeft + clientWidth)
      strip.current.scrollLeft = offsetLeft - (clientWidth - offsetWidth) / 2;
  }, [chosen]);
  return (
    <div class="gallery">
      {open && (
        <div class="bring">
          <button type="button" class="button" onClick={() => input.current?.click()}>
            <Icon name="upload" /> Photograph
          </button>
          <button type="button" class="button" onClick={() => (cameraOpen.value = true)}>
            <Icon name="camera" /> Camera
          </button>
          <input
            ref={input}
            type="file"
            multiple
            accept="image/*,.pgm"
            aria-label="Photograph"
            hidden
            onChange={(event) => {
              void take([...(event.currentTarget.files ?? [])], true);
              event.currentTarget.value = '';
            }}
          />
        </div>
      )}
      <div ref={strip} class="strip" role="radiogroup" aria-label={label}>
        {faces.value.length === 0 && <span class="hint">Bring a photograph to begin.</span>}
        {faces.value.map((face) => (
          <label key={face.id} class="face">
            <input
              type="radio"
              name={label}
              checked={face.id === chosen}
              onChange={() => onChoose(face.id)}
              aria-label={face.name}
            />
            <img src={face.thumbnail} alt="" title={face.name} width="60" height="60" loading="lazy" />
          </label>
        ))}
      </div>
    </div>
  );
}
