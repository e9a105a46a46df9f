import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { formatValue } from '../../../rerender/controls.js';
import { render } from '../scene/client.js';
import { useLatest } from '../state/decoded.js';
import { studio } from '../state/studio.js';
import { readPicture } from '../state/verdict.js';
import { Picture } from './Picture.js';

interface Props {
  /** The scene's values, and the names of its parameters. */
  readonly values: Float32Array;
  readonly names: readonly string[];
}

/**
 * Inverse graphics: the encoder sees nothing but the picture, and says in which pose and light it was drawn. Then the
 * scene is drawn again at what was read.
 */
export function Inversion({ values, names }: Props): JSX.Element {
  const { client, controls, size } = studio();
  const angles = useMemo(() => controls.filter(({ unit }) => unit !== 'sigma'), [controls]);
  const invert = useCallback(
    async (truth: Float32Array) => {
      const input = await render(truth, size);
      const { mu } = await readPicture(input);
      const { images } = await client.decode(mu);
      const read = angles.map((control) => control.read(mu));
      const again = truth.slice();
      angles.forEach(({ name }, i) => {
        if (names.includes(name)) again[names.indexOf(name)] = read[i]!;
      });
      return { truth, input, reconstruction: images, read, again: await render(again, 2 * size) };
    },
    [client, angles, names, size],
  );
  const result = useLatest(values, invert);
  const input = useComputed(() => result.value?.input);
  const reconstruction = useComputed(() => result.value?.reconstruction);
  const again = useComputed(() => result.value?.again);
  const { truth, read } = result.value ?? {};
  return (
    <section class="card inversion" aria-labelledby="inversion">
      <h2 id="inversion">Inverted</h2>
      <p class="hint">
        The encoder sees the picture alone and reads the scene back from it: {size} × {size} grey pixels.
      </p>
      <div class="trio">
        <figure>
          <Picture pixels={input} label="What the encoder sees" />
          <figcaption>What the encoder sees</figcaption>
        </figure>
        <figure>
          <Picture pixels={reconstruction} label="Decoded from its code" />
          <figcaption>Decoded from its code</figcaption>
        </figure>
        <figure>
          <Picture pixels={again} label="The scene at what was read" />
          <figcaption>Scene at what was read</figcaption>
        </figure>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Factor</th>
            <th scope="col">Truth</th>
            <th scope="col">Read</th>
            <th scope="col">Error</th>
          </tr>
        </thead>
        <tbody aria-live="polite">
          {angles.map(({ name, unit }, i) => {
            const is = truth?.[names.indexOf(name)];
            const says = read?.[i];
            const error = is === undefined || says === undefined ? undefined : says - is;
            return (
              <tr key={name} data-factor={name}>
                <th scope="row">{name}</th>
                <td>{is === undefined ? '' : formatValue(unit, is)}</td>
                <td>{says === undefined ? '' : formatValue(unit, says)}</td>
                <td>{error === undefined ? '' : signed(formatValue(unit, error), error)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function signed(text: string, value: number): string {
  return value >= 0.5 && !text.startsWith('+') ? `+${text}` : text;
}
