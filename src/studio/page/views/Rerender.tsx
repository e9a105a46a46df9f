import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import { type Control, formatValue } from '../../../rerender/controls.js';
import { Command } from '../parts/Command.js';
import { Controls } from '../parts/Controls.js';
import { Gallery } from '../parts/Gallery.js';
import { Icon } from '../parts/Icon.js';
import { Picture } from '../parts/Picture.js';
import { Refine } from '../parts/Refine.js';
import { STAGE_RESOLUTION, Stage } from '../parts/Stage.js';
import { Sweeps } from '../parts/Sweeps.js';
import { Trio } from '../parts/Trio.js';
import { useCopy } from '../state/copy.js';
import { useDecoded } from '../state/decoded.js';
import { findFace, readingOf } from '../state/faces.js';
import { spoken } from '../state/notice.js';
import { usePlay } from '../state/play.js';
import { change, paramsOf } from '../state/route.js';
import { rerenderCommand, settingsOf, turned, written } from '../state/settings.js';
import { studio } from '../state/studio.js';
import { capital } from '../state/words.js';

/** One picture of a face under other circumstances. */
export function Rerender(): JSX.Element {
  const { controls, description } = studio();
  const params = paramsOf('rerender').value;
  const face = findFace(params.face);
  const reading = face && readingOf(face).value;
  const settings = useMemo(() => settingsOf(params, controls), [params, controls]);
  const code = useMemo(
    () => reading && turned(reading.mu, controls, settings),
    [reading, controls, settings],
  );
  const pixels = useDecoded(code);

  const standOf = (control: Control): number =>
    settings[control.name] ?? (reading === undefined ? 0 : control.read(code!));
  const play = usePlay();
  const set = (values: Readonly<Record<string, number>>): void => {
    change('rerender', Object.fromEntries(Object.entries(values).map(([name, x]) => [name, written(x)])));
  };
  const onTurn = (values: Readonly<Record<string, number>>): void => {
    play.stop(false);
    set(values);
  };
  const onReset = (names: readonly string[]): void => {
    play.stop(false);
    change('rerender', Object.fromEntries(names.map((name) => [name, undefined])));
  };

  const sweeps = controls.filter(({ name, group }) => name === group);
  const chosen = sweeps.find(({ name }) => name === params.vary) ?? sweeps[0]!;
  const poseOf = (of: (control: Control) => number): string =>
    sweeps
      .filter(({ unit }) => unit !== 'sigma')
      .map((control) => `${control.name} ${formatValue(control.unit, of(control))}`)
      .join(', ');
  useEffect(() => {
    if (reading !== undefined)
      spoken.value = `${reading.face.name} is seen at ${poseOf((control) => control.read(reading.mu))}.`;
  }, [reading]);
  useLayoutEffect(() => () => play.stop(true), []);

  const [copied, copy] = useCopy();
  const touched = Object.keys(settings).length > 0;
  return (
    <div class="view rerender">
      <Gallery
        label="Face"
        open
        chosen={face?.id}
        onChoose={(id) => {
          play.stop(false);
          paramsOf('rerender').value = { face: id, ...(params.vary && { vary: params.vary }) };
        }}
      />
      <section class="card hero" aria-label="Picture">
        <Stage controls={controls} standOf={standOf} onTurn={onTurn} onReset={onReset}>
          <Picture
            pixels={pixels}
            label={`${face?.name ?? 'Face'}, re-rendered at ${poseOf(standOf)}`}
            resolution={STAGE_RESOLUTION}
          />
        </Stage>
        <Trio reading={reading} settings={settings} />
        {reading && <Refine reading={reading} />}
      </section>
      <section class="card panel" aria-label="Controls">
        <header class="row">
          <h2>{capital(face?.name ?? 'no face yet')}</h2>
          <button type="button" class="quiet" onClick={() => copy(location.href)}>
            <Icon name={copied ? 'check' : 'share'} /> {copied ? 'Copied' : 'Link'}
          </button>
          <button
            type="button"
            class="quiet"
            disabled={!touched}
            onClick={() => onReset(Object.keys(settings))}
          >
            <Icon name="reset" /> Reset
          </button>
        </header>
        {reading?.verdict && (
          <p class="hint" role="status">
            {capital(reading.verdict.words)}.
          </p>
        )}
        <Controls
          controls={controls}
          standOf={standOf}
          markOf={(control) => reading && control.read(reading.mu)}
          onTurn={onTurn}
          onReset={onReset}
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
            const before = settings[control.name];
            play.start(
              control,
              standOf(control),
              (value) => set({ [control.name]: value }),
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
          name={(face?.name ?? 'face').replace(/\.[^.]*$/, '')}
        />
        <Command
          text={rerenderCommand(face?.file ?? 'face.png', description.name, chosen.name, settings, {
            out: `${chosen.name}.gif`,
          })}
        />
      </section>
    </div>
  );
}
