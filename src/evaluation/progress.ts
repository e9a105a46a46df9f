import type { BatchSource } from '../dataset/batch.js';
import type { Model } from '../model/model.js';
import type { Scene } from '../scene/scene.js';
import { blindTrialCount } from './blindTrial.js';
import { evidenceDecodings } from './evidence.js';
import { movementImages } from './movements.js';
import { photographCount } from './photographs.js';
import { rerenderCount } from './rerendering.js';
import { swapCount } from './swaps.js';

/** @param part what is being measured */
export type OnProgress = (done: number, total: number, part: string) => void;

/** Counts encodings and decodings, which take nearly all of the time. */
export class Progress {
  readonly #total: number;
  readonly #report: OnProgress | undefined;
  #done = 0;

  constructor(total: number, report: OnProgress | undefined) {
    this.#total = total;
    this.#report = report;
  }

  part(name: string): (count: number) => void {
    return (count) => {
      this.#done += count;
      this.#report?.(this.#done, this.#total, name);
    };
  }
}

/** How many encodings and decodings an evaluation takes, with `count` test images and `points` points of known levels. */
export function totalWork(
  model: Model,
  baseline: Model | undefined,
  untrained: Model | undefined,
  source: BatchSource,
  scene: Scene | undefined,
  count: number,
  points: number,
): number {
  const levelled = scene === undefined ? 0 : points;
  const each = (one: Model) => count + movementImages(one, source) + evidenceDecodings(count) + levelled;
  return (
    each(model) +
    (scene === undefined
      ? 0
      : photographCount(scene, count) +
        rerenderCount(model, scene) +
        blindTrialCount(model, scene) +
        swapCount(model)) +
    (baseline === undefined ? 0 : each(baseline)) +
    (untrained === undefined ? 0 : levelled)
  );
}
