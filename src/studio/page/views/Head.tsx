import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { type Control, formatValue } from '../../../rerender/controls.js';
import { parametersOf } from '../../../scene/scene.js';
import { Command } from '../parts/Command.js';
import { Controls } from '../parts/Controls.js';
import { HeadCanvas } from '../parts/HeadCanvas.js';
import { Icon } from '../parts/Icon.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { download } from '../picture/save.js';
import { glbOf, headOf } from '../scene/client.js';
import { useLatest } from '../state/decoded.js';
import type { Dial } from '../state/dial.js';
import { fileName, headCommand, headDials, personOf } from '../state/head.js';
import { complain } from '../state/notice.js';
import { anotherPerson, sceneValues, whoIs } from '../state/person.js';
import { change, paramsOf } from '../state/route.js';
import { written } from '../state/settings.js';
import { studio } from '../state/studio.js';

/** A drawn person's head in 3D, and as a file. */
export function HeadView(): JSX.Element {
  const { factors } = studio().description.data;
  const params = paramsOf('head').value;
  const names = useMemo(() => parametersOf({ factors }).map(({ name }) => name), [factors]);
  const dials = useMemo(() => headDials(factors), [factors]);
  const values = useMemo(() => sceneValues(factors, params, dials), [factors, params, dials]);
  const who = whoIs(params);
  const person = useMemo(() => personOf(factors, who), [factors, who]);
  const head = useLatest(person, headOf);
  const standOf = useCallback((dial: Dial) => values[names.indexOf(dial.name)]!, [values, names]);
  const stand = (name: string): number => values[names.indexOf(name)]!;
  const onTurn = (turned: Readonly<Record<string, number>>): void =>
    change('head', Object.fromEntries(Object.entries(turned).map(([name, x]) => [name, written(x)])));
  const onReset = (which: readonly string[]): void =>
    change('head', Object.fromEntries(which.map((name) => [name, undefined])));
  const save = async (): Promise<void> =>
    download(new Blob([await glbOf(person)], { type: 'model/gltf-binary' }), fileName(params));
  const pose = dials
    .filter(({ unit }) => unit !== 'sigma')
    .map((dial) => `${dial.name} ${formatValue(dial.unit as Control['unit'], standOf(dial))}`);
  return (
    <div class="view head">
      <section class="card hero plainhero" aria-label="Head">
        <Stage controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset}>
          <HeadCanvas
            head={head.value}
            pose={{ azimuth: stand('azimuth'), elevation: stand('elevation'), light: stand('light') }}
            label={`The head at ${pose.join(', ')}`}
            resolution={STAGE_RESOLUTION}
          />
        </Stage>
      </section>
      <section class="card panel" aria-label="Controls">
        <header class="row">
          <h2>{params.person === undefined ? 'Mean person' : `Person ${params.person}`}</h2>
          <button type="button" class="quiet" onClick={() => anotherPerson('head')}>
            <Icon name="dice" /> Another
          </button>
          <button
            type="button"
            class="quiet"
            disabled={Object.keys(params).length === 0}
            onClick={() => {
              paramsOf('head').value = {};
            }}
          >
            <Icon name="reset" /> Reset
          </button>
        </header>
        <Controls controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset} />
        <div class="saves">
          <button type="button" class="button" onClick={() => save().catch(complain)}>
            Save GLB
          </button>
          <span class="hint">For Blender, three.js and other 3D programs</span>
        </div>
        <Command text={headCommand(params)} unsaved={[]} />
      </section>
    </div>
  );
}
