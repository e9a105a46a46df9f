import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { sweepTowards } from '../../../rerender/sweep.js';
import { Command } from '../parts/Command.js';
import { Gallery } from '../parts/Gallery.js';
import { Pending } from '../parts/Pending.js';
import { Picture } from '../parts/Picture.js';
import { fileOf, imageOf, rerenderCommand } from '../state/command.js';
import { useDecoded } from '../state/decoded.js';
import { type Face, faces, type Reading, readingOf } from '../state/faces.js';
import { mixCodes, slotsOf } from '../state/mix.js';
import { change, paramsOf } from '../state/route.js';
import { studio } from '../state/studio.js';
import { capital, nounsOf } from '../state/words.js';

/** Parts of several people in one picture, and the way from one person to another. */
export function Mix(): JSX.Element {
  return (
    <div class="view mix">
      <Parts />
      <Between />
    </div>
  );
}

/** Faces to begin with: one that is turned, one that is lit from aside, and one that is seen from the front. */
const PLACES = [12, 7, 0];

/** Pose of one, light of another, shape and texture of a third. */
function Parts(): JSX.Element {
  const { description } = studio();
  const { groups } = description;
  const { one } = nounsOf(description);
  const params = paramsOf('mix').value;
  const slots = useMemo(() => slotsOf(groups), [groups]);
  const chosen = slots.map(({ key }, i) => pick(params[key], PLACES[i] ?? 0));
  const readings = chosen.map((face) => face && readingOf(face).value);
  const code = useMemo(() => {
    if (!readings.every((reading): reading is Reading => reading !== undefined)) return undefined;
    return mixCodes(groups, (name) => readings[slots.findIndex((slot) => slot.groups.includes(name))]!.mu);
  }, [groups, slots, ...readings]);
  const pixels = useDecoded(code);
  return (
    <>
      <section class="card result" aria-labelledby="mix-parts">
        <h2 id="mix-parts">
          One {one} out of {['none', 'one', 'two', 'three'][slots.length]}
        </h2>
        <div class="stage">
          <Picture pixels={pixels} label={describe(slots, chosen)} resolution={640} />
          <Pending face={chosen.find((_, i) => readings[i] === undefined)} />
        </div>
        <p class="hint" aria-live="polite">
          {describe(slots, chosen)}
        </p>
      </section>
      <section class="card" aria-label="Where its parts come from">
        {slots.map(({ key, title }, i) => (
          <div key={key} class="pick">
            <h3>
              {title} of <b>{chosen[i]?.name}</b>
            </h3>
            <Gallery
              label={`${title} of`}
              chosen={chosen[i]?.id}
              onChoose={(id) => change('mix', { [key]: id })}
            />
          </div>
        ))}
      </section>
    </>
  );
}

/** Steps from one person to the other. */
const STEPS = 101;
const SHOWN = [0, 25, 50, 75, 100];

/** A straight line through the code from one person to another. */
function Between(): JSX.Element {
  const { description, modelWords } = studio();
  const { groups } = description;
  const params = paramsOf('mix').value;
  const from = pick(params.from, 0);
  const to = pick(params.to, 1);
  const share = Math.min(100, Math.max(0, Math.round(Number(params.share ?? 50) || 0)));
  const morphed = params.morph?.split(',') ?? groups.map((group) => group.name);
  const a = from && readingOf(from).value;
  const b = to && readingOf(to).value;
  const key = morphed.join();
  const steps = useMemo(
    () => a && b && sweepTowards(a.mu, b.mu, groups, key.split(','), STEPS),
    [a, b, groups, key],
  );
  const pixels = useDecoded(steps?.[share]?.code);
  const toggle = (name: string): void => {
    const next = groups.map((group) => group.name).filter((one) => (one === name) !== morphed.includes(one));
    if (next.length > 0) change('mix', { morph: next.join() });
  };
  return (
    <>
      <section class="card result" aria-labelledby="mix-between">
        <h2 id="mix-between">Between two {nounsOf(description).people}</h2>
        <div class="stage">
          <Picture pixels={pixels} label={`${share} % from ${from?.name} to ${to?.name}`} resolution={640} />
          <Pending face={a === undefined ? from : to} />
        </div>
        <div class="plain between">
          <input
            type="range"
            min={0}
            max={100}
            value={share}
            aria-label={`From ${from?.name} to ${to?.name}`}
            aria-valuetext={`${share} %`}
            onInput={({ currentTarget }) => change('mix', { share: currentTarget.value })}
          />
          <div class="ends hint">
            <span>{from?.name}</span>
            <b>{share} %</b>
            <span>{to?.name}</span>
          </div>
        </div>
      </section>
      <section class="card" aria-label="Who, and what of them">
        <div class="pick">
          <h3>
            From <b>{from?.name}</b>
          </h3>
          <Gallery label="From" chosen={from?.id} onChoose={(id) => change('mix', { from: id })} />
        </div>
        <div class="pick">
          <h3>
            To <b>{to?.name}</b>
          </h3>
          <Gallery label="To" chosen={to?.id} onChoose={(id) => change('mix', { to: id })} />
        </div>
        <fieldset>
          <legend>What changes</legend>
          <div class="chips">
            {groups.map(({ name }) => (
              <button
                key={name}
                type="button"
                class="chip plainchip"
                aria-pressed={morphed.includes(name)}
                onClick={() => toggle(name)}
              >
                {capital(name)}
              </button>
            ))}
          </div>
        </fieldset>
        <div class="filmstrip">
          {SHOWN.map((at) => (
            <Frame
              key={at}
              code={steps?.[at]?.code}
              at={at}
              onChoose={() => change('mix', { share: `${at}` })}
            />
          ))}
        </div>
        {from && to && modelWords && (
          <Command
            text={rerenderCommand(imageOf(from), modelWords, {
              vary: morphed.join('+'),
              settings: {},
              towards: fileOf(to),
              refined: from.values === undefined || a?.gained !== undefined,
              out: 'morph.gif',
            })}
            unsaved={[...new Set(from.source === undefined ? [from, to] : [to])]}
          />
        )}
      </section>
    </>
  );
}

interface FrameProps {
  readonly code: Float32Array | undefined;
  readonly at: number;
  readonly onChoose: () => void;
}

function Frame({ code, at, onChoose }: FrameProps): JSX.Element {
  const pixels = useDecoded(code);
  return (
    <button type="button" class="thumb" aria-label={`Show ${at} %`} onClick={onChoose}>
      <Picture pixels={pixels} label={`${at} %`} resolution={160} />
      <span>{at} %</span>
    </button>
  );
}

/** The face of that id, or the one at a place of its own. */
function pick(id: string | undefined, place: number): Face | undefined {
  return faces.value.find((face) => face.id === id) ?? faces.value[place % faces.value.length];
}

function describe(
  slots: readonly { readonly title: string }[],
  chosen: readonly (Face | undefined)[],
): string {
  return slots
    .map(({ title }, i) => `${i === 0 ? title : title.toLowerCase()} of ${chosen[i]?.name ?? 'nobody'}`)
    .join(', ');
}
