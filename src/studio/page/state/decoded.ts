import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { render } from '../scene/client.js';
import { Latest } from './latest.js';
import { complain } from './notice.js';
import { speed, studio } from './studio.js';

/**
 * The picture of a code, as the decoder draws it: [size, size], 0 to 1. It follows the code as fast as the
 * engine can.
 */
export function useDecoded(code: Float32Array | undefined): ReadonlySignal<Float32Array | undefined> {
  return useLatest(code, decode);
}

/** The same for a picture of the true scene. */
export function useRendered(
  values: Float32Array | undefined,
  size: number,
): ReadonlySignal<Float32Array | undefined> {
  const request = useMemo(() => values && { values, size }, [values, size]);
  return useLatest(request, draw);
}

/**
 * What `work` makes of the latest input; the last result stays until there is a newer one. Without an input there is
 * nothing: the picture of one face is never shown as another's.
 */
export function useLatest<Input, Output>(
  input: Input | undefined,
  work: (input: Input) => Promise<Output>,
): ReadonlySignal<Output | undefined> {
  const output = useSignal<Output | undefined>(undefined);
  const wanted = useRef<Input | undefined>(undefined);
  const latest = useMemo(
    () =>
      new Latest<Input>(async (next) => {
        try {
          const made = await work(next);
          if (wanted.current !== undefined) output.value = made;
        } catch (error) {
          complain(error);
        }
      }),
    [work, output],
  );
  useLayoutEffect(() => {
    wanted.current = input;
    if (input === undefined) output.value = undefined;
    else latest.push(input);
  }, [input, latest, output]);
  return output;
}

async function decode(code: Float32Array): Promise<Float32Array> {
  const { images, milliseconds } = await studio().client.decode(code);
  speed.value = milliseconds;
  return images;
}

function draw({ values, size }: { values: Float32Array; size: number }): Promise<Float32Array> {
  return render(values, size);
}
