import type { JSX } from 'preact';
import { differencesOf } from '../state/options.js';
import type { Config } from '../state/watch.js';

interface Props {
  readonly names: readonly string[];
  /** Of each of them. */
  readonly configs: readonly Config[];
}

/** What several trainings were asked for differently. */
export function OptionsTable({ names, configs }: Props): JSX.Element {
  const differences = differencesOf(configs);
  return (
    <section class="card" aria-labelledby="options-differ">
      <h2 id="options-differ">
        {differences.length === 0 ? 'Their options are the same' : 'Where their options differ'}
      </h2>
      {differences.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keys, too.
        <section class="scrolls" aria-labelledby="options-differ" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Option</th>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {differences.map(({ option, values }) => (
                <tr key={option}>
                  <th scope="row">{option}</th>
                  {values.map((value, i) => (
                    <td key={names[i]}>{value || '–'}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
