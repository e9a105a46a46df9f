import { useEffect, useState } from 'preact/hooks';
import type { Reading } from './faces.js';
import { complain } from './notice.js';
import { studio } from './studio.js';
import { change, moved } from './units.js';

/** Units a call: few enough that a slider is not kept waiting. */
const CHUNK = 8;

/** How much each unit of a face's code changes the picture; they come in one after the other. */
export function useEffects(reading: Reading | undefined): readonly number[] {
  const [effects, setEffects] = useState<readonly number[]>([]);
  useEffect(() => {
    let gone = false;
    setEffects([]);
    if (reading !== undefined)
      measure(reading, (known) => {
        if (!gone) setEffects(known);
        return !gone;
      }).catch(complain);
    return () => {
      gone = true;
    };
  }, [reading]);
  return effects;
}

/** @param onKnown is given all effects so far; false ends the work */
async function measure({ mu }: Reading, onKnown: (effects: readonly number[]) => boolean): Promise<void> {
  const { client } = studio();
  const { images: still } = await client.decode(mu);
  const effects: number[] = [];
  while (effects.length < mu.length) {
    const n = Math.min(CHUNK, mu.length - effects.length);
    const codes = new Float32Array(n * mu.length);
    for (let i = 0; i < n; i++) codes.set(moved(mu, effects.length + i), i * mu.length);
    const { images } = await client.decode(codes, n);
    for (let i = 0; i < n; i++)
      effects.push(change(still, images.subarray(i * still.length, (i + 1) * still.length)));
    if (!onKnown([...effects])) return;
  }
}
