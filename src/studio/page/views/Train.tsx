import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Chart } from '../parts/Chart.js';
import { ChartControls } from '../parts/ChartControls.js';
import { OptionsTable } from '../parts/OptionsTable.js';
import { Samples } from '../parts/Samples.js';
import { axisOf } from '../state/axis.js';
import { chartsOf, follow } from '../state/charts.js';
import { duration, speedOf } from '../state/metrics.js';
import { change, paramsOf } from '../state/route.js';
import { findRuns, joinNames, type Run, runs, splitNames } from '../state/runs.js';
import { batchSizeOf, useMetrics, type Watched } from '../state/watch.js';

/** Charts of more are hard to tell apart. */
const MOST = 4;
const POLL = 5000;

/** Trainings as they go on; a few of them side by side. */
export function Train(): JSX.Element {
  const all = runs.value ?? [];
  const params = paramsOf('train').value;
  const asked = splitNames(params.runs ?? '');
  const known = all.filter(({ name }) => asked.includes(name)).slice(0, MOST);
  const shown = known.length > 0 ? known : latest(all);
  const metrics = useMetrics(shown);
  const followed = shown.map((run, i) => follow(run, 1 + i, metrics[run.name], params.axis === 'time'));
  const axis = axisOf(params, Math.max(0, ...followed.map(({ end }) => end)));
  const configs = followed.flatMap(({ config }) => config ?? []);
  useEffect(() => {
    const timer = setInterval(() => void findRuns(), POLL);
    return () => clearInterval(timer);
  }, []);
  const toggle = (name: string): void => {
    const names = shown.map((run) => run.name);
    const next = names.includes(name) ? names.filter((one) => one !== name) : [...names, name].slice(-MOST);
    change('train', { runs: next.length === 0 ? undefined : joinNames(next) });
  };
  if (all.length === 0)
    return (
      <div class="starting">
        <h2>No trainings yet</h2>
        <p class="hint">
          Start one with <code>dcign train --run runs/mine</code>; it appears here by itself.
        </p>
      </div>
    );
  return (
    <div class="view train">
      <section class="card" aria-label="Runs">
        <header class="row">
          <h2>Trainings</h2>
          <span class="hint">Up to {MOST} at once</span>
        </header>
        <ul class="runs">
          {all.map((run) => (
            <li key={run.name}>
              <label>
                <input
                  type="checkbox"
                  checked={shown.some(({ name }) => name === run.name)}
                  onChange={() => toggle(run.name)}
                />
                <span class="name">{run.name}</span>
                <span class="hint">{stateOf(run, metrics[run.name])}</span>
              </label>
              {!run.finished && (
                <progress
                  aria-label={`Progress of ${run.name}`}
                  value={metrics[run.name]?.lines.at(-1)?.step ?? run.step}
                  max={run.steps}
                />
              )}
            </li>
          ))}
        </ul>
      </section>
      <ChartControls axis={axis} runs={followed} />
      <div class="charts">
        {chartsOf(followed).map((chart) => (
          <Chart key={chart.title} {...chart} axis={axis} />
        ))}
      </div>
      {shown.length > 1 && configs.length === shown.length && (
        <OptionsTable names={shown.map(({ name }) => name)} configs={configs} />
      )}
      {shown.map((run) => (
        <Samples key={run.name} run={run} validations={validations(metrics[run.name])} />
      ))}
    </div>
  );
}

/** The one that goes on, or else the last of the list. */
function latest(all: readonly Run[]): readonly Run[] {
  const run = all.find(({ going, step }) => going && step > 0) ?? all.at(-1);
  return run === undefined ? [] : [run];
}

function validations(watched: Watched | undefined): number {
  return watched?.lines.filter((line) => line.validation !== undefined).length ?? 0;
}

/** `step 1,200 of 4,000, 950 images/s, 4 min left`. */
function stateOf({ step, steps, finished, going, current }: Run, watched: Watched | undefined): string {
  const lines = watched?.lines ?? [];
  const now = Math.max(step, lines.at(-1)?.step ?? 0);
  const parts = [
    finished
      ? `finished, ${now.toLocaleString('en')} steps`
      : `step ${now.toLocaleString('en')} of ${steps.toLocaleString('en')}`,
  ];
  if (!current) parts.push('by another version of dcign');
  if (!finished && !going) return [...parts, 'stopped'].join(' · ');
  const speed = speedOf(lines);
  if (speed !== undefined) parts.push(`${Math.round(speed).toLocaleString('en')} images/s`);
  const batchSize = batchSizeOf(watched?.config);
  if (speed !== undefined && batchSize !== undefined && !finished)
    parts.push(`${duration(((steps - now) * batchSize) / speed)} left`);
  if (watched?.lost && !finished) parts.push('the server does not answer');
  return parts.join(' · ');
}
