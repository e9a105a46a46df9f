import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { type Control, formatValue } from '../../../rerender/controls.js';
import { parametersOf } from '../../../scene/scene.js';
import { Controls } from '../parts/Controls.js';
import { Icon } from '../parts/Icon.js';
import { Inversion } from '../parts/Inversion.js';
import { Picture } from '../parts/Picture.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { UndoButtons } from '../parts/UndoButtons.js';
import { render } from '../scene/client.js';
import { useRendered } from '../state/decoded.js';
import { type Dial, dialsOf } from '../state/dial.js';
import { present } from '../state/intake.js';
import { complain } from '../state/notice.js';
import { anotherPerson, sceneValues } from '../state/person.js';
import { change, paramsOf } from '../state/route.js';
import { written } from '../state/settings.js';
import { studio } from '../state/studio.js';

/** Pixels of the large picture: the renderer has no size of its own. */
const RESOLUTION = 320;

/** The true scene under the same sliders, and what the encoder reads from its picture. */
export function SceneView(): JSX.Element {
  const { description, size } = studio();
  const { factors } = description.data;
  const params = paramsOf('scene').value;
  const names = useMemo(() => parametersOf({ factors }).map(({ name }) => name), [factors]);
  const dials = useMemo(() => dialsOf(factors), [factors]);
  const values = useMemo(() => sceneValues(factors, params), [factors, params]);
  const pixels = useRendered(values, RESOLUTION);
  const standOf = useCallback((dial: Dial) => values[names.indexOf(dial.name)]!, [values, names]);
  const onTurn = (turned: Readonly<Record<string, number>>): void =>
    change('scene', Object.fromEntries(Object.entries(turned).map(([name, x]) => [name, written(x)])));
  const onReset = (which: readonly string[]): void =>
    change('scene', Object.fromEntries(which.map((name) => [name, undefined])));
  const send = async (): Promise<void> => {
    const truth = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    const image = await render(values, size);
    present(`scene ${params.person ?? 'mean'}`, image, { values: truth });
  };
  const pose = dials
    .filter(({ unit }) => unit !== 'sigma')
    .map((dial) => `${dial.name} ${formatValue(dial.unit as Control['unit'], standOf(dial))}`);
  return (
    <div class="view scene">
      <div class="column">
        <section class="card hero plainhero" aria-label="Scene">
          <Stage controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset}>
            <Picture
              pixels={pixels}
              label={`The true scene at ${pose.join(', ')}`}
              resolution={STAGE_RESOLUTION}
            />
          </Stage>
        </section>
        <Inversion values={values} names={names} />
      </div>
      <section class="card panel" aria-label="Controls">
        <header class="row">
          <h2>{params.person === undefined ? 'Mean person' : `Person ${params.person}`}</h2>
          <UndoButtons view="scene" />
          <button type="button" class="quiet" onClick={() => anotherPerson('scene')}>
            <Icon name="dice" /> Another
          </button>
          <button
            type="button"
            class="quiet"
            disabled={Object.keys(params).length === 0}
            onClick={() => {
              paramsOf('scene').value = {};
            }}
          >
            <Icon name="reset" /> Reset
          </button>
        </header>
        <Controls controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset} />
        <div class="saves">
          <button type="button" class="button" onClick={() => send().catch(complain)}>
            Take this picture to Re-render
          </button>
        </div>
      </section>
    </div>
  );
}
