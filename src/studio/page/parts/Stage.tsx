import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { knowsPeople } from '../../../model/people.js';
import type { Dial } from '../state/dial.js';
import { studio } from '../state/studio.js';
import { Sun } from './Sun.js';

interface Props<D extends Dial> {
  readonly controls: readonly D[];
  /** Where a control stands. */
  readonly standOf: (control: D) => number;
  readonly onTurn: (values: Readonly<Record<string, number>>) => void;
  readonly onReset: (names: readonly string[]) => void;
  /** The picture, of `STAGE_RESOLUTION`. */
  readonly children: ComponentChildren;
  /** Above the picture. */
  readonly above?: ComponentChildren;
}

const STEP = 4;

/** The stage's largest width, as sharp as the display. */
export const STAGE_RESOLUTION: number = 560 * Math.min(2, Math.ceil(devicePixelRatio));

/** The large picture: a drag turns the head, the sun above it moves the light. */
export function Stage<D extends Dial>({
  controls,
  standOf,
  onTurn,
  onReset,
  children,
  above,
}: Props<D>): JSX.Element {
  const what = knowsPeople(studio().description) ? 'head' : 'picture';
  const azimuth = controls.find(({ name }) => name === 'azimuth');
  const elevation = controls.find(({ name }) => name === 'elevation');
  const light = controls.find(({ name }) => name === 'light');
  const grip = useRef<{ x: number; y: number; azimuth: number; elevation: number }>(undefined);
  /** What the values become after a move by shares of the picture; down lowers the face. */
  const turn = (right: number, down: number, from: { azimuth: number; elevation: number }): void => {
    const values: Record<string, number> = {};
    if (azimuth) values.azimuth = within(azimuth, from.azimuth + right * (azimuth.max - azimuth.min));
    if (elevation)
      values.elevation = within(elevation, from.elevation - down * (elevation.max - elevation.min));
    onTurn(values);
  };
  const stand = (): { azimuth: number; elevation: number } => ({
    azimuth: azimuth ? standOf(azimuth) : 0,
    elevation: elevation ? standOf(elevation) : 0,
  });
  return (
    <div class="stage">
      {light && (
        <Sun
          min={light.min}
          max={light.max}
          value={standOf(light)}
          onInput={(value) => onTurn({ light: value })}
          onReset={() => onReset(['light'])}
        />
      )}
      <div
        class="grip"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys turn the head, as a drag does.
        tabIndex={0}
        role="application"
        aria-roledescription={what}
        aria-label={`Turn the ${what}: drag, or use the arrow keys`}
        onPointerDown={(event) => {
          // The right button opens the picture's menu.
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          grip.current = { x: event.clientX, y: event.clientY, ...stand() };
        }}
        onPointerMove={(event) => {
          const from = grip.current;
          if (from === undefined) return;
          const { width, height } = event.currentTarget.getBoundingClientRect();
          turn((event.clientX - from.x) / width, (event.clientY - from.y) / height, from);
        }}
        onPointerUp={() => {
          grip.current = undefined;
        }}
        onPointerCancel={() => {
          grip.current = undefined;
        }}
        onDblClick={() => onReset(['azimuth', 'elevation'])}
        onKeyDown={(event) => {
          const [right, up] = ARROWS[event.key] ?? [0, 0];
          if (right === 0 && up === 0) return;
          event.preventDefault();
          const from = stand();
          onTurn({
            ...(azimuth && right !== 0 && { azimuth: within(azimuth, from.azimuth + STEP * right) }),
            ...(elevation && up !== 0 && { elevation: within(elevation, from.elevation + (STEP / 2) * up) }),
          });
        }}
      >
        {children}
      </div>
      {above}
    </div>
  );
}

const ARROWS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function within({ min, max }: Dial, value: number): number {
  return Math.min(max, Math.max(min, value));
}
