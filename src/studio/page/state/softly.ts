import { useEffect, useState } from 'preact/hooks';
import type { Control } from '../../../rerender/controls.js';
import { welcome } from './help.js';
import { playedValue } from './settings.js';

/** Degrees to either side, and seconds there and back: enough to be seen, slow enough not to call. */
const REACH = 25;
const PERIOD = 9;

/** What ends it: whoever does any of these has begun. */
const TOUCHES = ['pointerdown', 'keydown', 'wheel'];

let touched = false;

/**
 * Shows on a first visit what can be done: a control goes softly to and fro until someone touches the page. Never for
 * those who have asked their system for less motion.
 *
 * @param from where it stands; undefined as long as nobody knows, or where the address asks for something
 * @returns where it is shown instead
 */
export function useSoftly(control: Control | undefined, from: number | undefined): number | undefined {
  const [value, setValue] = useState<number>();
  const isFree = welcome.value && control !== undefined && from !== undefined;
  useEffect(() => {
    if (!isFree || touched || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const around = {
      min: Math.max(control.min, from - REACH),
      max: Math.min(control.max, from + REACH),
      circular: false,
    };
    let began: number | undefined;
    let frame = requestAnimationFrame(function tick(now) {
      began ??= now;
      setValue(playedValue(around, from, (now - began) / 1000, PERIOD));
      frame = requestAnimationFrame(tick);
    });
    const stop = (): void => {
      cancelAnimationFrame(frame);
      for (const kind of TOUCHES) removeEventListener(kind, touch, { capture: true });
      setValue(undefined);
    };
    const touch = (): void => {
      touched = true;
      stop();
    };
    for (const kind of TOUCHES) addEventListener(kind, touch, { capture: true, passive: true });
    return stop;
  }, [isFree]);
  return isFree ? value : undefined;
}
