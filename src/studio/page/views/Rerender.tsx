import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { knowsPeople } from '../../../model/people.js';
import type { Control } from '../../../rerender/controls.js';
import { Command } from '../parts/Command.js';
import { Controls } from '../parts/Controls.js';
import { Gallery } from '../parts/Gallery.js';
import { Icon } from '../parts/Icon.js';
import { OwnFace } from '../parts/OwnFace.js';
import { Pending } from '../parts/Pending.js';
import { Picture } from '../parts/Picture.js';
import { Refine } from '../parts/Refine.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { Sweeps } from '../parts/Sweeps.js';
import { ThisPicture } from '../parts/ThisPicture.js';
import { Trio } from '../parts/Trio.js';
import { UndoButtons } from '../parts/UndoButtons.js';
import { imageOf, rerenderCommand } from '../state/command.js';
import { useCopy } from '../state/copy.js';
import { useDecoded } from '../state/decoded.js';
import { poseOf } from '../state/dial.js';
import { findFace, readingOf, tellMissing } from '../state/faces.js';
import { endWelcome, welcome } from '../state/help.js';
import { spoken, tell } from '../state/notice.js';
import { usePlay } from '../state/play.js';
import { change, goTo, paramsOf } from '../state/route.js';
import { putBack, type Settings, settingsOf, turned, turnTo, written } from '../state/settings.js';
import { useSoftly } from '../state/softly.js';
import { drawsTruth, studio } from '../state/studio.js';
import { useTruth } from '../state/truth.js';
import { capital, nounsOf } from '../state/words.js';

/** Pixels of the true render: it has no size of its own. */
const TRUE_SIZE = 192;

/** One picture of a face under other circumstances. */
export function Rerender(): JSX.Element {
  const { controls, description, modelWords } = studio();
  const params = paramsOf('rerender').value;
  const face = findFace(params.face);
  const reading = face && readingOf(face).value;
  const asked = useMemo(() => settingsOf(params, controls), [params, controls]);
  const azimuth = controls.find(({ name }) => name === 'azimuth');
  const isUnasked = Object.keys(params).length === 0;
  const softly = useSoftly(azimuth, isUnasked && reading ? azimuth?.read(reading.mu) : undefined);
  const settings = useMemo(() => (softly === undefined ? asked : { azimuth: softly }), [asked, softly]);
  const code = useMemo(
    () => reading && turned(reading.mu, controls, settings),
    [reading, controls, settings],
  );
  const pixels = useDecoded(code);

  const input = useSignal(reading?.pixels);
  useLayoutEffect(() => {
    input.value = reading?.pixels;
  }, [reading, input]);
  const truth = useTruth(reading, settings, TRUE_SIZE);
  const { one } = nounsOf(description);
  const stem = (face?.name ?? one).replace(/\.[^.]*$/, '');

  const standOf = (control: Control): number =>
    settings[control.name] ?? (reading === undefined ? 0 : control.read(code!));
  const play = usePlay();
  const onTurn = (values: Settings): void => {
    play.stop(false);
    turnTo('rerender', values);
  };
  const onReset = (names: readonly string[]): void => {
    play.stop(false);
    putBack('rerender', names);
  };

  const sweeps = controls.filter(({ name, group }) => name === group);
  const chosen = sweeps.find(({ name }) => name === params.vary) ?? sweeps[0]!;
  useEffect(() => {
    if (reading !== undefined)
      spoken.value = `${reading.face.name} is seen at ${poseOf(sweeps, (control) => control.read(reading.mu))}.`;
  }, [reading]);
  useLayoutEffect(() => () => play.stop(true), []);
  useEffect(() => {
    if (params.face !== undefined && face?.id !== params.face) tellMissing(params.face);
  }, [params.face]);

  const [copied, copy] = useCopy();
  const touched = Object.keys(asked).length > 0;
  return (
    <div class="view rerender">
      <Gallery
        label={capital(one)}
        open
        chosen={face?.id}
        onChoose={(id) => {
          play.stop(false);
          paramsOf('rerender').value = { face: id, ...(params.vary && { vary: params.vary }) };
        }}
      />
      <section class="card hero" aria-label="Picture">
        <Stage
          controls={controls}
          standOf={standOf}
          onTurn={onTurn}
          onReset={onReset}
          above={<Pending face={face} />}
        >
          <Picture
            pixels={pixels}
            label={`${face?.name ?? capital(one)}, re-rendered at ${poseOf(sweeps, standOf)}`}
            resolution={STAGE_RESOLUTION}
          />
        </Stage>
        <Trio reading={reading} input={input} settings={settings} truth={truth} />
        {reading && <Refine reading={reading} />}
      </section>
      <section class="card panel" aria-label="Controls">
        {welcome.value && (
          <p class="row hint welcome">
            <span>
              {knowsPeople(description)
                ? 'Drag the face to turn it and the sun to light it, or bring a photograph'
                : 'Move a slider to change the picture, or bring one of yours'}
              : it stays in this browser.
            </span>
            <button type="button" class="quiet" onClick={endWelcome}>
              Got it
            </button>
          </p>
        )}
        <header class="row">
          <h2>{capital(face?.name ?? `no ${one} yet`)}</h2>
          <div class="row">
            <button
              type="button"
              class="quiet"
              onClick={() => {
                void copy(location.href);
                if (face?.kept)
                  tell('The link has the controls as they stand. The photograph itself stays here.');
              }}
            >
              <Icon name={copied ? 'check' : 'share'} /> {copied ? 'Copied' : 'Link'}
            </button>
            <UndoButtons view="rerender" />
            <button
              type="button"
              class="quiet"
              disabled={!touched}
              onClick={() => onReset(Object.keys(asked))}
            >
              <Icon name="reset" /> Reset
            </button>
          </div>
        </header>
        {face?.kept && <OwnFace key={face.id} face={face} />}
        {reading?.verdict && (
          <p class="hint" role="status">
            {capital(reading.verdict.words)}.
          </p>
        )}
        {face && drawsTruth(description) && (
          <p class="row hint">
            <span>Its head in 3D, in its own skin:</span>
            <button type="button" class="quiet" onClick={() => goTo('head', { face: face.id })}>
              Fit a head
            </button>
          </p>
        )}
        <Controls
          controls={controls}
          standOf={standOf}
          markOf={(control) => reading && control.read(reading.mu)}
          onTurn={onTurn}
          onReset={onReset}
        />
        <ThisPicture
          pixels={pixels}
          // A file of the photograph's own name could take its place on the disk.
          name={face?.kept ? `${stem}-rerendered` : stem}
          others={[
            { name: 'Input', pixels: input },
            ...(truth === undefined ? [] : [{ name: 'True render', pixels: truth }]),
          ]}
        />
        <Sweeps
          controls={sweeps}
          chosen={chosen}
          playing={play.on}
          onPlay={(control) => {
            const again = play.on && control === chosen;
            play.stop(true);
            if (again) return;
            change('rerender', { vary: control.name });
            const before = asked[control.name];
            play.start(
              control,
              standOf(control),
              (value) => turnTo('rerender', { [control.name]: value }),
              () =>
                change('rerender', { [control.name]: before === undefined ? undefined : written(before) }),
            );
          }}
          code={code}
          still={() =>
            reading === undefined
              ? []
              : [
                  { label: 'input', pixels: reading.pixels },
                  { label: 're-rendered', pixels: pixels.value ?? reading.pixels },
                ]
          }
          name={stem}
        />
        {face && modelWords && (
          <Command
            text={rerenderCommand(imageOf(face), modelWords, {
              vary: chosen.name,
              settings: asked,
              // A photograph is refined by itself.
              refined: face.values === undefined || reading?.gained !== undefined,
              out: `${chosen.name}.gif`,
            })}
            unsaved={face.source === undefined ? [face] : []}
          />
        )}
      </section>
    </div>
  );
}
