import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { Command } from '../parts/Command.js';
import { HeadCanvas } from '../parts/HeadCanvas.js';
import { PersonPanel } from '../parts/PersonPanel.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { download } from '../picture/save.js';
import { glbOf, headOf } from '../scene/client.js';
import { useLatest } from '../state/decoded.js';
import { faces } from '../state/faces.js';
import { breakOffFit } from '../state/fits.js';
import { fileName, headCommand, headDials, personOf } from '../state/head.js';
import { complain } from '../state/notice.js';
import { whoIs } from '../state/person.js';
import { paramsOf } from '../state/route.js';
import { useShown } from '../state/shown.js';
import { studio } from '../state/studio.js';
import { FittedHead } from './FittedHead.js';

/** A head in 3D, and as a file: a drawn person's, or one that is fitted to a face. */
export function HeadView(): JSX.Element {
  const { face } = paramsOf('head').value;
  return face === undefined ? <DrawnHead /> : <FittedHead id={face} />;
}

function DrawnHead(): JSX.Element {
  const { factors } = studio().description.data;
  const shown = useShown(
    'head',
    factors,
    useMemo(() => headDials(factors), [factors]),
  );
  const { params, dials, at, standOf, onTurn, onReset, pose } = shown;
  const who = whoIs(params);
  const person = useMemo(() => personOf(factors, who), [factors, who]);
  const sitter = useMemo(() => ({ person }), [person]);
  const head = useLatest(sitter, headOf);
  useEffect(breakOffFit, []);
  const photographed = paramsOf('rerender').value.face ?? faces.value[0]?.id;
  const save = async (): Promise<void> =>
    download(new Blob([await glbOf(sitter)], { type: 'model/gltf-binary' }), fileName(params));
  return (
    <div class="view head">
      <section class="card hero plainhero" aria-label="Head">
        <Stage controls={dials} standOf={standOf} onTurn={onTurn} onReset={onReset}>
          <HeadCanvas
            head={head.value}
            pose={{
              azimuth: at('azimuth'),
              elevation: at('elevation'),
              light: at('light'),
            }}
            label={`The head at ${pose}`}
            resolution={STAGE_RESOLUTION}
          />
        </Stage>
      </section>
      <PersonPanel view="head" shown={shown}>
        <div class="saves">
          <button type="button" class="button" onClick={() => save().catch(complain)}>
            Save GLB
          </button>
          <span class="hint">For Blender, three.js and other 3D programs</span>
        </div>
        {photographed !== undefined && (
          <p class="row hint">
            <span>Or the head of somebody on a photograph:</span>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                paramsOf('head').value = { face: photographed };
              }}
            >
              Fit a head
            </button>
          </p>
        )}
        <Command text={headCommand(params)} />
      </PersonPanel>
    </div>
  );
}
