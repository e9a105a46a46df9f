import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { formatValue } from '../../../rerender/controls.js';
import { Gallery } from '../parts/Gallery.js';
import { Icon } from '../parts/Icon.js';
import { Pending } from '../parts/Pending.js';
import { Picture } from '../parts/Picture.js';
import { STAGE_RESOLUTION } from '../parts/Stage.js';
import { useDecoded } from '../state/decoded.js';
import { findFace, readingOf } from '../state/faces.js';
import { useMirror } from '../state/mirror.js';
import { settingsOfSeen } from '../state/reflection.js';
import { change, paramsOf } from '../state/route.js';
import { turned } from '../state/settings.js';
import { studio } from '../state/studio.js';
import { capital, nounsOf } from '../state/words.js';

/** The camera's pose and light, read frame by frame, turn and light another face. */
export function MirrorView(): JSX.Element {
  const { controls, description } = studio();
  const params = paramsOf('mirror').value;
  const face = findFace(params.face ?? paramsOf('rerender').value.face);
  const reading = face && readingOf(face).value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { phase, trouble, seen, straight, start, stop, calibrate } = useMirror(canvas);
  const settings = useMemo(() => (seen ? settingsOfSeen(seen, straight) : {}), [seen, straight]);
  const code = useMemo(
    () => reading && turned(reading.mu, controls, settings),
    [reading, controls, settings],
  );
  const pixels = useDecoded(code);
  const isOn = phase === 'on';
  return (
    <div class="view mirror">
      <Gallery
        label={capital(nounsOf(description).one)}
        chosen={face?.id}
        onChoose={(id) => change('mirror', { face: id })}
      />
      <section class="card" aria-label="Picture">
        <div class="stage">
          <Picture
            pixels={pixels}
            label={`${face?.name ?? 'Face'}, turned and lit as what the camera sees`}
            resolution={STAGE_RESOLUTION}
          />
          <Pending face={face} />
        </div>
      </section>
      <section class="card panel" aria-label="Camera">
        <h2>Mirror</h2>
        <p class="hint">
          The network reads pose and light of what the camera sees, and of nothing else;{' '}
          {face?.name ?? 'the face'} takes them on. What the camera sees stays in this page, and the camera is
          off as soon as you leave it.
        </p>
        <canvas
          ref={canvas}
          class="reflection"
          role="img"
          aria-label="What the camera sees, as in a mirror"
          hidden={!isOn}
        />
        <div class="saves">
          {phase === 'off' ? (
            <button type="button" class="button primary" onClick={start}>
              <Icon name="camera" /> Start the camera
            </button>
          ) : (
            <button type="button" class="button" onClick={stop}>
              Stop the camera
            </button>
          )}
          <button type="button" class="button" disabled={seen === undefined} onClick={calibrate}>
            I look straight ahead
          </button>
        </div>
        {trouble !== undefined && <p role="alert">{trouble}</p>}
        <p class="hint" role="status">
          {isOn &&
            (seen === undefined
              ? 'No face is in sight.'
              : straight === undefined
                ? 'Look straight ahead once, and say so: that pose is then none.'
                : 'Turn your head.')}
        </p>
        <dl class="angles">
          {Object.entries(settings).map(([name, angle]) => (
            <div key={name}>
              <dt>{capital(name)}</dt>
              <dd>{formatValue('degree', angle)}</dd>
            </div>
          ))}
          {seen && (
            <div>
              <dt>Read a second</dt>
              <dd>{seen.rate.toFixed(1)}</dd>
            </div>
          )}
        </dl>
      </section>
    </div>
  );
}
