import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Chart, type Line } from '../parts/Chart.js';
import { Samples } from '../parts/Samples.js';
import { duration, type MetricsLine, seriesOf, speedOf } from '../state/metrics.js';
import { change, paramsOf } from '../state/route.js';
import { findRuns, joinNames, type Run, runs, splitNames } from '../state/runs.js';
import { useMetrics, type Watched } from '../state/watch.js';
import { capital } from '../state/words.js';

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
  const end = Math.max(0, ...shown.map(({ name }) => metrics[name]?.lines.at(-1)?.step ?? 0));
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
      <div class="charts">
        <Chart title="Loss" unit="nats an image" lines={both(shown, metrics, 'loss')} end={end} />
        <Chart
          title="Reconstruction"
          unit="nats an image"
          lines={both(shown, metrics, 'reconstruction')}
          end={end}
        />
        {shown.map((run) => (
          <PerGroup
            key={run.name}
            run={run}
            lines={metrics[run.name]?.lines ?? []}
            several={shown.length > 1}
            end={end}
          />
        ))}
      </div>
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

interface PerGroupProps {
  readonly run: Run;
  readonly lines: readonly MetricsLine[];
  readonly several: boolean;
  readonly end: number;
}

/** What each group of units carries, and how well it follows the truth. */
function PerGroup({ run, lines, several, end }: PerGroupProps): JSX.Element {
  const title = (text: string): string => (several ? `${text}, ${run.name}` : text);
  const validated = lines.filter((line) => line.validation !== undefined);
  const groups = Object.keys(lines.find((line) => line.kl !== undefined)?.kl ?? {});
  const units = Object.keys(validated.at(-1)?.validation?.units ?? {});
  return (
    <>
      <Chart
        title={title('KL of each group')}
        unit="nats an image"
        end={end}
        lines={groups.map((group, i) => ({
          name: group,
          colour: 1 + (i % 6),
          points: seriesOf(lines, (line) => line.kl?.[group]),
        }))}
      />
      <Chart
        title={title('η² on validation')}
        unit="share of the unit's variance"
        range={[0, 1]}
        end={end}
        lines={units.map((unit, i) => ({
          name: unit,
          colour: 1 + (i % 6),
          dots: true,
          points: seriesOf(validated, (line) => line.validation?.units[unit]?.etaSquared),
        }))}
      />
    </>
  );
}

/** A line for training and one for validation of each run. */
function both(
  shown: readonly Run[],
  metrics: Readonly<Record<string, Watched>>,
  key: 'loss' | 'reconstruction',
): readonly Line[] {
  return shown.flatMap(({ name }, i): Line[] => {
    const lines = metrics[name]?.lines ?? [];
    const label = (what: string): string => (shown.length > 1 ? `${name}, ${what}` : capital(what));
    return [
      {
        name: label('training'),
        colour: 1 + (i % 6),
        faint: true,
        points: seriesOf(lines, (line) => line[key]),
      },
      {
        name: label('validation'),
        colour: 1 + (i % 6),
        dots: true,
        points: seriesOf(lines, (line) => line.validation?.[key]),
      },
    ];
  });
}

function validations(watched: Watched | undefined): number {
  return watched?.lines.filter((line) => line.validation !== undefined).length ?? 0;
}

/** `step 1,200 of 4,000, 950 images/s, 4 min left`. */
function stateOf({ step, steps, finished, going }: Run, watched: Watched | undefined): string {
  const lines = watched?.lines ?? [];
  const now = Math.max(step, lines.at(-1)?.step ?? 0);
  const parts = [
    finished
      ? `finished, ${now.toLocaleString('en')} steps`
      : `step ${now.toLocaleString('en')} of ${steps.toLocaleString('en')}`,
  ];
  if (!finished && !going) return [...parts, 'stopped'].join(' · ');
  const speed = speedOf(lines);
  if (speed !== undefined) parts.push(`${Math.round(speed).toLocaleString('en')} images/s`);
  const batchSize = watched?.batchSize;
  if (speed !== undefined && batchSize !== undefined && !finished)
    parts.push(`${duration(((steps - now) * batchSize) / speed)} left`);
  if (watched?.lost && !finished) parts.push('the server does not answer');
  return parts.join(' · ');
}
