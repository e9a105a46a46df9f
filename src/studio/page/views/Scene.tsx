import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Inversion } from '../parts/Inversion.js';
import { PersonPanel } from '../parts/PersonPanel.js';
import { Picture } from '../parts/Picture.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { render } from '../scene/client.js';
import { useRendered } from '../state/decoded.js';
import { dialsOf } from '../state/dial.js';
import { present } from '../state/intake.js';
import { complain } from '../state/notice.js';
import { useShown } from '../state/shown.js';
import { studio } from '../state/studio.js';

/** Pixels of the large picture: the renderer has no size of its own. */
const RESOLUTION = 320;

/** The true scene under the same sliders, and what the encoder reads from its picture. */
export function SceneView(): JSX.Element {
  const { description, size } = studio();
  const { factors } = description.data;
  const shown = useShown(
    'scene',
    factors,
    useMemo(() => dialsOf(factors), [factors]),
  );
  const { params, names, values, dials, standOf, onTurn, onReset, pose } = shown;
  const pixels = useRendered(values, RESOLUTION);
  const send = async (): Promise<void> => {
    const truth = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    const image = await render(values, size);
    present(`scene ${params.person ?? 'mean'}`, image, { values: truth });
  };
  return (
    <div class="view scene">
      <div class="column">
        <section class="card hero plainhero" aria-label="Scene">
          <Stage controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset}>
            <Picture pixels={pixels} label={`The true scene at ${pose}`} resolution={STAGE_RESOLUTION} />
          </Stage>
        </section>
        <Inversion values={values} names={names} />
      </div>
      <PersonPanel view="scene" shown={shown}>
        <div class="saves">
          <button type="button" class="button" onClick={() => send().catch(complain)}>
            Take this picture to Re-render
          </button>
        </div>
      </PersonPanel>
    </div>
  );
}
