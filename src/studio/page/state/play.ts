import { useRef, useState } from 'preact/hooks';
import type { Control } from '../../../rerender/controls.js';
import { playedValue } from './settings.js';

/** Seconds there and back. */
const PERIOD = 5;

export interface Play {
  readonly on: boolean;
  /** Moves a control to and fro from where it stands; `onEnd` puts it back. */
  start(control: Control, from: number, onValue: (value: number) => void, onEnd: () => void): void;
  /** @param back whether the control returns to where it stood */
  stop(back: boolean): void;
}

/** Plays a control by the display's clock. */
export function usePlay(): Play {
  const [on, setOn] = useState(false);
  const end = useRef<(back: boolean) => void>(undefined);
  return {
    on,
    start(control, from, onValue, onEnd) {
      let frame = 0;
      let began: number | undefined;
      const tick = (now: number): void => {
        began ??= now;
        onValue(playedValue(control, from, (now - began) / 1000, PERIOD));
        frame = requestAnimationFrame(tick);
      };
      frame = requestAnimationFrame(tick);
      setOn(true);
      end.current = (back) => {
        cancelAnimationFrame(frame);
        end.current = undefined;
        setOn(false);
        if (back) onEnd();
      };
    },
    stop(back) {
      end.current?.(back);
    },
  };
}
