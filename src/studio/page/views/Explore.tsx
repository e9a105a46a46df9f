import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Difference } from '../parts/Difference.js';
import { Gallery } from '../parts/Gallery.js';
import { Pending } from '../parts/Pending.js';
import { Picture } from '../parts/Picture.js';
import { Slider } from '../parts/Slider.js';
import { useDecoded } from '../state/decoded.js';
import { useEffects } from '../state/effects.js';
import { findFace, readingOf } from '../state/faces.js';
import { change, paramsOf } from '../state/route.js';
import { written } from '../state/settings.js';
import { studio } from '../state/studio.js';
import { movedValue, type Order, orders, sorted, type Unit, unitsOf, withUnit } from '../state/units.js';
import { capital, fixed, nounsOf } from '../state/words.js';

/** Three standard deviations of the prior: all that a unit means anything in. */
const REACH = 3;
const STRIP = [-3, -2, -1, 0, 1, 2, 3];

/** Every unit of the code: what it says of this face, and what it changes in the picture. */
export function Explore(): JSX.Element {
  const { description } = studio();
  const { groups } = description;
  const { one } = nounsOf(description);
  const params = paramsOf('explore').value;
  const face = findFace(params.face ?? paramsOf('rerender').value.face);
  const reading = face && readingOf(face).value;
  const effects = useEffects(reading);
  const order = orders.find((one) => one === params.order) ?? 'kl';
  const units = useMemo(
    () => (reading ? sorted(unitsOf(groups, reading.mu, reading.logVar, effects), order) : []),
    [groups, reading, effects, order],
  );
  const unit = units.find(({ index }) => String(index + 1) === params.unit) ?? units[0];
  const asked = Number(params.value);
  const value =
    params.value === undefined || !Number.isFinite(asked)
      ? movedValue(unit?.mu ?? 0)
      : Math.min(REACH, Math.max(-REACH, asked));
  const index = unit?.index;
  const code = useMemo(
    () => (reading && index !== undefined ? withUnit(reading.mu, index, value) : undefined),
    [reading, index, value],
  );
  const still = useDecoded(reading?.mu);
  const pixels = useDecoded(code);
  return (
    <div class="view explore">
      <Gallery
        label={capital(one)}
        chosen={face?.id}
        onChoose={(id) => change('explore', { face: id, value: undefined })}
      />
      <section class="card" aria-label="What the unit changes">
        <Pending face={face} />
        {unit && (
          <>
            <header class="row">
              <h2>
                z{unit.index + 1} <span class="soft">in {unit.group}</span>
              </h2>
              <span class="hint">
                {fixed(unit.kl, 2)} nats, changes the picture by {percent(unit.effect)}
              </span>
            </header>
            <div class="pair">
              <figure>
                <Picture
                  pixels={pixels}
                  label={`Unit ${unit.index + 1} at ${fixed(value, 1)}`}
                  resolution={512}
                />
                <figcaption>
                  z{unit.index + 1} at {fixed(value, 2)}
                </figcaption>
              </figure>
              <figure>
                <Difference before={still} after={pixels} label="Difference from the reconstruction" />
                <figcaption>
                  Against the reconstruction: <i class="brighter">brighter</i>, <i class="darker">darker</i>
                </figcaption>
              </figure>
            </div>
            <div class="sliders wide">
              <Slider
                label={`Unit ${unit.index + 1}`}
                unit="sigma"
                min={-REACH}
                max={REACH}
                value={value}
                mark={Math.min(REACH, Math.max(-REACH, unit.mu))}
                onInput={(next) => change('explore', { unit: String(unit.index + 1), value: written(next) })}
                onReset={() => change('explore', { unit: String(unit.index + 1), value: written(unit.mu) })}
              />
            </div>
            <div class="filmstrip">
              {STRIP.map((at) => (
                <Step
                  key={at}
                  mu={reading!.mu}
                  unit={unit.index}
                  at={at}
                  onChoose={() => change('explore', { unit: String(unit.index + 1), value: String(at) })}
                />
              ))}
            </div>
          </>
        )}
      </section>
      <section class="card" aria-label="Units">
        <header class="row">
          <h2>{description.architecture.code} units</h2>
          <label class="hint">
            Sort by{' '}
            <select
              value={order}
              onChange={({ currentTarget }) => change('explore', { order: currentTarget.value })}
            >
              {orders.map((one) => (
                <option key={one} value={one}>
                  {ORDERS[one]}
                </option>
              ))}
            </select>
          </label>
        </header>
        <Units
          units={units}
          chosen={unit?.index}
          onChoose={(index) => change('explore', { unit: String(index + 1), value: undefined })}
        />
      </section>
    </div>
  );
}

const ORDERS: Readonly<Record<Order, string>> = {
  kl: 'information (KL)',
  effect: 'change of the picture',
  place: 'place in the code',
};

interface UnitsProps {
  readonly units: readonly Unit[];
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
}

function Units({ units, chosen, onChoose }: UnitsProps): JSX.Element {
  const most = (key: 'kl' | 'effect'): number => Math.max(1e-6, ...units.map((unit) => unit[key] ?? 0));
  const kl = most('kl');
  const effect = most('effect');
  return (
    <>
      <div class="unit heading" aria-hidden="true">
        <span>Unit</span>
        <span class="bar">KL</span>
        <span class="bar second">Change</span>
      </div>
      <div class="units" role="radiogroup" aria-label="Unit">
        {units.map((unit) => (
          <label key={unit.index} class="unit" data-chosen={unit.index === chosen}>
            <input
              type="radio"
              name="unit"
              class="hidden"
              checked={unit.index === chosen}
              onChange={() => onChoose(unit.index)}
              aria-label={`z${unit.index + 1}, ${unit.group}, KL ${fixed(unit.kl, 2)} nats, changes ${percent(unit.effect)}`}
            />
            <span>
              z{unit.index + 1} <span class="soft">{unit.group}</span>
            </span>
            <span class="bar" style={{ '--share': unit.kl / kl }}>
              {fixed(unit.kl, 2)}
            </span>
            <span class="bar second" style={{ '--share': (unit.effect ?? 0) / effect }}>
              {percent(unit.effect)}
            </span>
          </label>
        ))}
      </div>
    </>
  );
}

interface StepProps {
  readonly mu: Float32Array;
  readonly unit: number;
  readonly at: number;
  readonly onChoose: () => void;
}

function Step({ mu, unit, at, onChoose }: StepProps): JSX.Element {
  const code = useMemo(() => withUnit(mu, unit, at), [mu, unit, at]);
  const pixels = useDecoded(code);
  const label = at > 0 ? `+${at}` : String(at);
  return (
    <button type="button" class="thumb" aria-label={`Show ${label}`} onClick={onChoose}>
      <Picture pixels={pixels} label={label} resolution={160} />
      <span>{label}</span>
    </button>
  );
}

function percent(share: number | undefined): string {
  return share === undefined ? '…' : `${fixed(100 * share, 1)} %`;
}
