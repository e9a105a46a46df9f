import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { seenIn } from '../../../fitting/doubts.js';
import { Command } from '../parts/Command.js';
import { Controls } from '../parts/Controls.js';
import { Fitting } from '../parts/Fitting.js';
import { Gallery } from '../parts/Gallery.js';
import { HeadCanvas } from '../parts/HeadCanvas.js';
import { Icon } from '../parts/Icon.js';
import { Photograph } from '../parts/Photograph.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { UndoButtons } from '../parts/UndoButtons.js';
import { download } from '../picture/save.js';
import { glbOf, headOf } from '../scene/client.js';
import { useLatest } from '../state/decoded.js';
import type { Dial } from '../state/dial.js';
import { faces, tellMissing } from '../state/faces.js';
import { fitOf, startFit } from '../state/fits.js';
import { fittedFileName, fittedHeadCommand, headDials, personIn, valuesOf } from '../state/head.js';
import { complain, spoken } from '../state/notice.js';
import { whoIs } from '../state/person.js';
import { paramsOf } from '../state/route.js';
import { useShown } from '../state/shown.js';
import { studio } from '../state/studio.js';
import { capital, nounsOf } from '../state/words.js';

/** The head behind a photograph in 3D, in the photograph's skin, and as a file. @param id of a face */
export function FittedHead({ id }: { readonly id: string }): JSX.Element {
  const { description, modelWords } = studio();
  const { factors } = description.data;
  const face = faces.value.find((one) => one.id === id);
  const state = face && fitOf(face);
  const fitted = state?.kind === 'fitted' ? state : undefined;
  const own = useMemo(() => fitted && valuesOf(factors, fitted.head), [fitted, factors]);
  const dials = useMemo(() => headDials(factors), [factors]);
  const { params, names, values, at, standOf, onTurn, onReset, pose } = useShown('head', factors, dials, own);
  const who = whoIs(params);
  const sitter = useMemo(
    () =>
      fitted && {
        person: personIn(factors, values),
        photographed: { skin: fitted.skin, texture: fitted.head.texture },
      },
    [fitted, factors, who],
  );
  const head = useLatest(sitter, headOf);
  useEffect(() => {
    if (face !== undefined) startFit(face);
    else tellMissing(id);
  }, [id, face === undefined]);
  useEffect(() => {
    if (fitted !== undefined) spoken.value = seenIn(fitted.head);
  }, [fitted]);
  const save = async (): Promise<void> =>
    download(new Blob([await glbOf(sitter!)], { type: 'model/gltf-binary' }), fittedFileName(face!));
  const markOf = (dial: Dial): number | undefined => own?.[names.indexOf(dial.name)];
  return (
    <div class="view head">
      <Gallery
        label={capital(nounsOf(description).one)}
        open
        chosen={id}
        onChoose={(other) => {
          paramsOf('head').value = { face: other };
        }}
      />
      <section class="card hero" aria-label="Head">
        <Stage
          controls={dials}
          standOf={standOf}
          onTurn={onTurn}
          onReset={onReset}
          above={face && <Fitting face={face} state={state} />}
        >
          <HeadCanvas
            head={head.value}
            pose={{ azimuth: at('azimuth'), elevation: at('elevation'), light: at('light') }}
            label={`The head of ${face?.name ?? id} at ${pose}`}
            resolution={STAGE_RESOLUTION}
          />
        </Stage>
        <div class="trio">{face && <Photograph face={face} />}</div>
      </section>
      <section class="card panel" aria-label="Controls">
        <header class="row">
          <h2>{capital(face?.name ?? id)}</h2>
          <UndoButtons view="head" />
          <button
            type="button"
            class="quiet"
            disabled={Object.keys(params).length === 1}
            onClick={() => {
              paramsOf('head').value = { face: id };
            }}
          >
            <Icon name="reset" /> Reset
          </button>
        </header>
        <p class="row hint own">
          <span>
            {fitted && seenIn(fitted.head)} {fitted?.roughly && `${capital(fitted.roughly)}.`}
          </span>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              paramsOf('head').value = {};
            }}
          >
            <Icon name="dice" /> Drawn people
          </button>
        </p>
        <Controls controls={dials} standOf={standOf} markOf={markOf} onTurn={onTurn} onReset={onReset} />
        <div class="saves">
          <button
            type="button"
            class="button"
            disabled={fitted === undefined}
            onClick={() => save().catch(complain)}
          >
            Save GLB
          </button>
          <span class="hint">
            For Blender, three.js and other 3D programs. The skin is the photograph's, whose rights remain.
          </span>
        </div>
        {face && modelWords && (
          <Command
            text={fittedHeadCommand(face, modelWords, params)}
            unsaved={face.source === undefined ? [face] : []}
          />
        )}
      </section>
    </div>
  );
}
