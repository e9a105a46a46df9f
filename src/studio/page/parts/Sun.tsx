import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { formatValue } from '../../../rerender/controls.js';

interface Props {
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onInput: (value: number) => void;
  readonly onReset: () => void;
}

const WIDTH = 400;
const HEIGHT = 64;
const EDGE = 26;
const LOW = 45;
const HIGH = 20;
const STEP = 4;

/** The lamp as a sun that is drawn along its arc above the picture. */
export function Sun({ min, max, value, onInput, onReset }: Props): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const disc = useRef<SVGGElement>(null);
  // Every finger is captured by what it touches first, so that capture alone says nothing.
  const held = useRef<number>(undefined);
  const t = (2 * (value - min)) / (max - min) - 1;
  const x = WIDTH / 2 + t * (WIDTH / 2 - EDGE);
  const y = HIGH + (LOW - HIGH) * t * t;
  const set = (next: number): void => onInput(Math.min(max, Math.max(min, next)));
  const follow = (event: PointerEvent): void => {
    const { left, width } = svg.current!.getBoundingClientRect();
    const at = ((event.clientX - left) / width) * WIDTH;
    set(min + ((at - EDGE) / (WIDTH - 2 * EDGE)) * (max - min));
  };
  return (
    <svg
      ref={svg}
      class="sun"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden={false}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        // A finger that passes on its way down the page does not move the sun: it has to take hold of it.
        if (event.pointerType === 'touch' && !disc.current!.contains(event.target as Node)) return;
        svg.current!.setPointerCapture(event.pointerId);
        held.current = event.pointerId;
        follow(event);
      }}
      onPointerMove={(event) => {
        if (held.current === event.pointerId) follow(event);
      }}
      onLostPointerCapture={() => {
        held.current = undefined;
      }}
      onDblClick={onReset}
    >
      <title>Light</title>
      <path class="arc" d={`M ${EDGE} ${LOW} Q ${WIDTH / 2} ${2 * HIGH - LOW} ${WIDTH - EDGE} ${LOW}`} />
      <g
        ref={disc}
        class="disc"
        transform={`translate(${x} ${y})`}
        // In SVG, attributes keep their case.
        tabindex={0}
        role="slider"
        aria-label="Light, drawn as a sun"
        aria-valuemin={Math.round(min)}
        aria-valuemax={Math.round(max)}
        aria-valuenow={Math.round(value)}
        aria-valuetext={formatValue('degree', value)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP }[event.key];
          if (event.key === 'Backspace' || event.key === 'Delete') onReset();
          if (by === undefined) return;
          event.preventDefault();
          set(value + by);
        }}
      >
        <circle class="halo" r="17" />
        {RAYS.map((angle) => (
          <line key={angle} class="ray" x1="0" y1="-11.5" x2="0" y2="-14.5" transform={`rotate(${angle})`} />
        ))}
        <circle class="body" r="8" />
      </g>
    </svg>
  );
}

const RAYS = [0, 45, 90, 135, 180, 225, 270, 315];
