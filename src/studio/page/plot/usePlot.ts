import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { complain } from '../state/notice.js';
import { theme } from '../state/theme.js';
import { useWidth } from '../state/width.js';
import type { Curve, PlotLook } from './look.js';
import type { Plot } from './plot.js';

interface Drawn {
  readonly curves: readonly Curve[];
  /** The part of the horizontal axis that is seen. */
  readonly span: readonly [number, number];
  readonly look: Omit<PlotLook, 'width'>;
  readonly onAt?: (at: number | undefined) => void;
  readonly onZoom?: (span: readonly [number, number] | undefined) => void;
}

/** Keeps a plot in an element, which gets another one only where more than its points has changed. */
export function usePlot(
  host: RefObject<HTMLDivElement | null>,
  { curves, span, look, onAt, onZoom }: Drawn,
): void {
  const plot = useRef<Plot>(undefined);
  const width = useWidth(host);
  const latest = useRef({ curves, span, onAt, onZoom });
  latest.current = { curves, span, onAt, onZoom };
  const { isTime, isLog, range } = look;
  const kinds = curves
    .map(({ name, colour, dots, scattered, faint }) => [name, colour, dots, scattered, faint].join())
    .join('\n');
  useEffect(() => {
    let gone = false;
    import('./plot.js').then(({ createPlot }) => {
      if (gone) return;
      plot.current = createPlot(
        host.current!,
        latest.current.curves,
        latest.current.span,
        { isTime, isLog, range, width: Math.max(1, host.current!.clientWidth) },
        (at) => latest.current.onAt?.(at),
        (marked) => latest.current.onZoom?.(marked),
      );
    }, complain);
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [kinds, isTime, isLog, range?.join(), theme.value]);
  useEffect(() => plot.current?.resize(width), [width]);
  useEffect(() => plot.current?.show(curves, span), [curves, span]);
}
