import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { UnitSeen } from '../learn/look.js';
import { usePlot } from '../plot/usePlot.js';
import { scatterOf } from '../state/scatter.js';
import { capital } from '../state/words.js';

interface Props {
  readonly unit: UnitSeen;
  /** Which of the series' colours, from 1. */
  readonly colour: number;
}

/** A unit's value against the truth, a mark for each held-out picture: what is learnt is a line. */
export function Scatter({ unit, colour }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const { curves, span, range } = useMemo(() => scatterOf(unit, colour), [unit, colour]);
  usePlot(host, { curves, span, look: { isTime: false, isLog: false, range } });
  const rank = unit.spearman.toFixed(3).replace('-', '\u2212');
  return (
    <figure class="chart">
      <figcaption>
        <b>{capital(unit.name)}</b>{' '}
        <span class="soft">
          unit against degrees, rank correlation <b>{rank}</b>
          {unit.spearman < 0 && ', drawn upside down'}
        </span>
      </figcaption>
      <div
        ref={host}
        class="plot"
        role="img"
        aria-label={`${capital(unit.name)}: the unit against the truth of ${unit.truth.length} held-out pictures, rank correlation ${rank}`}
      />
    </figure>
  );
}
