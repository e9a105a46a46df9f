import { type Signal, signal } from '@preact/signals';
import type { Choices } from '../learn/choices.js';
import { type Learner, type Spoken, startLearner } from '../learn/client.js';
import type { FaceSeen, UnitSeen } from '../learn/look.js';
import type { EngineName } from '../model/protocol.js';
import type { Point } from './metrics.js';

/** How far a training of this page has come. */
export interface LearnState {
  readonly phase: 'idle' | 'starting' | 'learning' | 'paused' | 'ended' | 'failed';
  /** Why it has failed. */
  readonly why?: string | undefined;
  readonly engine?: EngineName | undefined;
  /** Why that is not WebGPU, where it was tried and failed. */
  readonly passedOver?: string | undefined;
  /** Steps taken. */
  readonly step: number;
  /** Of training, without pauses. */
  readonly seconds: number;
  /** One for each step, or fewer where there are many. */
  readonly losses: readonly Point[];
  /** What the last look has found; empty until there was one. */
  readonly units: readonly UnitSeen[];
  readonly faces: readonly FaceSeen[];
}

export const IDLE: LearnState = { phase: 'idle', step: 0, seconds: 0, losses: [], units: [], faces: [] };

/** More points than this no chart shows, and memory has to stay bounded. */
const MOST_POINTS = 4000;

/** The state after what the worker has said. */
export function heard(state: LearnState, spoken: Spoken): LearnState {
  switch (spoken.kind) {
    case 'steps': {
      const { step, losses, seconds } = spoken;
      const first = step - losses.length + 1;
      const more = [...state.losses, ...Array.from(losses, (y, i) => ({ x: first + i, y }))];
      return { ...state, step, seconds, losses: thinned(more) };
    }
    case 'unit':
      return { ...state, units: placed(state.units, spoken.place, spoken.unit) };
    case 'face':
      return { ...state, faces: placed(state.faces, spoken.place, spoken.face) };
    case 'ended':
      return { ...state, phase: 'ended' };
    case 'broken':
      return { ...state, phase: 'failed', why: spoken.message };
  }
}

function placed<Piece>(pieces: readonly Piece[], place: number, piece: Piece): readonly Piece[] {
  const next = [...pieces];
  next[place] = piece;
  return next;
}

/** Every other point where there are too many: the mean of two neighbours in their place. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: Math.floor(points.length / 2) }, (_, i) => {
    const [a, b] = [points[2 * i]!, points[2 * i + 1]!];
    return { x: b.x, y: (a.y + b.y) / 2 };
  });
}

export const learning: Signal<LearnState> = signal(IDLE);

let learner: Learner | undefined;

/** Begins a training; one that goes on is ended. */
export function startLearning(choices: Choices, engine: EngineName | undefined): void {
  endLearning();
  learning.value = { ...IDLE, phase: 'starting' };
  const own = startLearner(choices, engine, (spoken) => {
    if (own === learner) learning.value = heard(learning.value, spoken);
  });
  learner = own;
  own.started.then(
    ({ engine: opened, passedOver }) => {
      if (own === learner)
        learning.value = { ...learning.value, phase: 'learning', engine: opened, passedOver };
    },
    (error: Error) => {
      if (own === learner) learning.value = { ...learning.value, phase: 'failed', why: error.message };
    },
  );
}

export async function pauseLearning(): Promise<void> {
  await learner?.pause();
  if (learning.value.phase === 'learning') learning.value = { ...learning.value, phase: 'paused' };
}

export async function goOnLearning(): Promise<void> {
  await learner?.goOn();
  if (learning.value.phase === 'paused') learning.value = { ...learning.value, phase: 'learning' };
}

/** The model as it is now, as the bytes of a file. */
export function saveLearnt(): ReturnType<Learner['save']> {
  if (learner === undefined) throw new Error('no training has started');
  return learner.save();
}

/** Frees all that a training holds: its workers, and what they have in memory. */
export function endLearning(): void {
  learner?.close();
  learner = undefined;
  learning.value = IDLE;
}
