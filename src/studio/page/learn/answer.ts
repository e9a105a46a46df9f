import { drawnSource } from '../../../dataset/drawnSource.js';
import type { Engine } from '../../../engine/engine.js';
import { engineOn } from '../../../engine/onnx/engineOn.js';
import type { EngineName } from '../model/protocol.js';
import { hasGraphicsProcessor, loadRuntime } from '../model/runtime.js';
import { lessonOptions, SIZE } from './choices.js';
import { openDrawing } from './drawing.js';
import { type Lesson, openLesson } from './lesson.js';
import { readHeldOut } from './look.js';
import type { LearnReply, LearnRequest } from './protocol.js';

/** The seed of what `dcign evaluate` draws, and how many of its batches are looked at. */
const EVALUATED = { seed: 1, batches: 10 } as const;

/**
 * Of WebAssembly, beside the worker that draws. Maps of 4 x 4 and 8 x 8 are too small to be shared: with two threads
 * a step took 97 ms of processor time, and with one 56 (Node, the same WebAssembly, two busy cores of an AMD EPYC,
 * 2026-11-28).
 */
const THREADS = 1;

let lesson: Lesson | undefined;

function reply(message: LearnReply, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

async function start({ id, base, engine: asked, choices }: LearnRequest & { kind: 'start' }): Promise<void> {
  const { world, renderer } = await openDrawing(base);
  const options = lessonOptions(choices);
  const source = drawnSource(world, renderer, { size: SIZE, seed: options.seed });
  const evaluated = drawnSource(world, renderer, { size: SIZE, seed: EVALUATED.seed });
  const heldOut = await readHeldOut(evaluated, EVALUATED.batches);
  const now = (): number => performance.now();
  const open = async (name: EngineName, passedOver?: string): Promise<Lesson> => {
    const engine = await openEngine(name, base);
    const opened = await openLesson({ options, source, engine, heldOut, tell: reply, now });
    reply({ kind: 'started', id, engine: name, passedOver });
    return opened;
  };
  const wanted = asked ?? ((await hasGraphicsProcessor()) ? 'webgpu' : 'wasm');
  lesson = await open(wanted).catch((error: unknown) => {
    // A driver can fail although it promised to work. Who asked for it by name wants to know.
    if (wanted === 'wasm' || asked !== undefined) throw error;
    return open('wasm', messageOf(error));
  });
  lesson.run().then(
    () => reply({ kind: 'ended' }),
    (error: unknown) => reply({ kind: 'broken', message: messageOf(error) }),
  );
}

async function openEngine(name: EngineName, base: string): Promise<Engine> {
  const ort = await loadRuntime(name, base, THREADS);
  const provider = name === 'webgpu' ? 'webgpu' : 'cpu';
  return engineOn(
    { ort, kind: 'wasm', version: 'ONNX Runtime', processor: 'the browser' },
    { provider },
    THREADS,
  );
}

/** What a worker does that is asked for a training. Each has one. */
export async function answerLearner(request: LearnRequest): Promise<void> {
  const { id, kind } = request;
  if (kind === 'start') return start(request);
  if (lesson === undefined) throw new Error('no training has started');
  if (kind === 'save') {
    const { step, file } = await lesson.save();
    return reply({ kind: 'saved', id, step, file }, [file.buffer]);
  }
  lesson[kind]();
  reply({ kind: 'heard', id });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
