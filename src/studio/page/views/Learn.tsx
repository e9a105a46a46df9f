import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { choicesOf, kindsOf } from '../learn/choices.js';
import { lessonCommand } from '../learn/command.js';
import { Chart } from '../parts/Chart.js';
import { Command } from '../parts/Command.js';
import { Icon } from '../parts/Icon.js';
import { LearnChoices } from '../parts/LearnChoices.js';
import { LearnFaces } from '../parts/LearnFaces.js';
import { Scatter } from '../parts/Scatter.js';
import { download } from '../picture/save.js';
import {
  endLearning,
  goOnLearning,
  type LearnState,
  learning,
  pauseLearning,
  saveLearnt,
  startLearning,
} from '../state/learn.js';
import { duration } from '../state/metrics.js';
import { complain, tell } from '../state/notice.js';
import { askedEngine } from '../state/open.js';
import { paramsOf } from '../state/route.js';

const FILE = 'learnt.safetensors';

/** A small model that is trained in the page while one watches. */
export function Learn(): JSX.Element {
  const state = learning.value;
  const { phase, losses, units, faces, why, passedOver } = state;
  const choices = choicesOf(paramsOf('learn').value);
  useEffect(() => endLearning, []);
  const { steps } = choices;
  const lines = useMemo(() => [{ name: 'Training', colour: 1, points: losses }], [losses]);
  const axis = useMemo(
    () => ({
      ...({ smoothing: 0.9, scale: 'automatic', isTime: false, end: steps, onZoom: () => {} } as const),
      span: [0, steps] as const,
    }),
    [steps],
  );
  const isOn = phase === 'starting' || phase === 'learning' || phase === 'paused';
  const save = async (): Promise<void> => {
    try {
      const { step, file } = await saveLearnt();
      download(new Blob([file], { type: 'application/octet-stream' }), FILE);
      tell(`The model after ${step.toLocaleString('en')} steps is in ${FILE}.`);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <div class="view learn">
      <section class="card" aria-label="Training">
        <h2>Learn</h2>
        <p class="hint">
          A small network learns here, in this tab, what pose and light are: from drawn heads of which it is
          told only what varies. Nothing leaves the page, and leaving this view ends the training.
        </p>
        <div class="saves">
          {phase === 'learning' && (
            <button type="button" class="button" onClick={() => void pauseLearning()}>
              Pause
            </button>
          )}
          {phase === 'paused' && (
            <button type="button" class="button primary" onClick={() => void goOnLearning()}>
              Go on
            </button>
          )}
          {isOn ? (
            <button type="button" class="button" onClick={endLearning}>
              End
            </button>
          ) : (
            <button
              type="button"
              class="button primary"
              disabled={kindsOf(choices) === ''}
              onClick={() => startLearning(choices, askedEngine())}
            >
              {phase === 'idle' ? 'Start' : 'Start again'}
            </button>
          )}
          <button
            type="button"
            class="button"
            disabled={units.length === 0 || phase === 'starting' || phase === 'failed'}
            onClick={() => void save()}
          >
            <Icon name="save" /> Save model
          </button>
        </div>
        <p class="hidden" role="status">
          {SPOKEN[phase]}
        </p>
        <p class="hint steps">{said(state, steps)}</p>
        {isOn && <progress aria-label="Progress of the training" value={state.step} max={steps} />}
        {passedOver !== undefined && <p class="hint">WebGPU was tried, and failed: {passedOver}</p>}
        {why !== undefined && <p role="alert">{why}</p>}
        <LearnChoices choices={choices} disabled={isOn} />
      </section>
      <div class="column">
        {units.length === 0 ? (
          <section class="card" aria-label="What is to be seen">
            <p class="hint">
              When it has begun, three plots show a unit each against the truth, for heads that the training
              never shows. At first they are clouds; what has been learnt is a line.
            </p>
          </section>
        ) : (
          <>
            <div class="charts scatters">
              {units.map((unit, i) => (
                <Scatter key={unit.name} unit={unit} colour={2 + i} />
              ))}
            </div>
            <p class="hint">
              Of a saved model,{' '}
              <code>{`dcign evaluate --model ${FILE} --images ${units[0]!.truth.length}`}</code> gives the
              same correlations.
            </p>
            <section class="card" aria-label="Faces">
              <h2>Faces it has never seen</h2>
              <p class="hint">
                Each is read and drawn again; then one unit is set to another angle, and it is drawn once
                more.
              </p>
              <LearnFaces faces={faces} />
            </section>
            <Chart title="Loss" unit="nats an image" lines={lines} axis={axis} />
          </>
        )}
        <Command text={lessonCommand(choices)} />
      </div>
    </div>
  );
}

/** What a screen reader says; numbers that change twice a second are not spoken. */
const SPOKEN: Readonly<Record<LearnState['phase'], string>> = {
  idle: '',
  starting: 'The training starts.',
  learning: 'The training goes on.',
  paused: 'The training is paused.',
  ended: 'The training has finished.',
  // The alert says why.
  failed: '',
};

/** `Step 340 of 1,500 · 14 steps/s · 80 s left · WASM`. */
function said({ phase, step, seconds, engine }: LearnState, steps: number): string {
  if (phase === 'idle' || phase === 'failed') return '';
  if (phase === 'starting') return 'Fetching what draws and what learns …';
  const speed = seconds > 0 ? step / seconds : 0;
  const parts = [`Step ${step.toLocaleString('en')} of ${steps.toLocaleString('en')}`];
  if (speed > 0) parts.push(`${speed.toPrecision(2)} steps/s`);
  if (phase === 'ended') parts.push('finished');
  else if (phase === 'paused') parts.push('paused');
  else if (speed > 0) parts.push(`${duration((steps - step) / speed)} left`);
  if (engine !== undefined) parts.push(engine === 'webgpu' ? 'WebGPU' : 'WASM');
  return parts.join(' · ');
}
