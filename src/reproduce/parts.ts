import { nearest, UserError } from '../errors.js';
import { data } from './data.js';
import { encoder } from './encoder.js';
import { entangled } from './entangled.js';
import { inference } from './inference.js';
import { invariance } from './invariance.js';
import { novelViews } from './novelViews.js';
import type { Part } from './part.js';
import { recognition } from './recognition.js';
import { reconstruction } from './reconstruction.js';
import { shapeTexture } from './shapeTexture.js';
import { sweeps } from './sweeps.js';
import { training, twin } from './training.js';

/** In the order in which they are done and shown; each needs those that make a model. */
export const PARTS: readonly Part[] = [
  data,
  training,
  twin,
  sweeps,
  novelViews,
  encoder,
  invariance,
  entangled,
  shapeTexture,
  reconstruction,
  recognition,
  inference,
];

/**
 * The parts to do, in order: those named with what they need, or all.
 *
 * @param given whether a model is there already: then none is made
 * @throws UserError for an unknown name, with the nearest one
 */
export function chooseParts(names: readonly string[], given: boolean): readonly Part[] {
  const possible = PARTS.filter(({ stage }) => !given || stage === 'measure');
  for (const name of names) {
    if (possible.some((part) => part.name === name)) continue;
    if (PARTS.some((part) => part.name === name))
      throw new UserError(
        `With --weights the model is there already, so that the part ${name} has nothing to make. Leave the part out, or ` +
          '--weights.',
      );
    const known = possible.map((part) => part.name);
    const guess = nearest(name, known);
    throw new UserError(
      `The reproduction has no part called ${name}.${guess === undefined ? '' : ` Did you mean ${guess}?`} It has ` +
        `${known.join(', ')}.`,
    );
  }
  if (names.length === 0) return possible;
  const named = possible.filter((part) => names.includes(part.name));
  const needed = new Set(named.flatMap((part) => [part.name, ...prerequisites(part)]));
  return possible.filter((part) => needed.has(part.name));
}

function prerequisites(part: Part): readonly string[] {
  if (part.stage === 'make') return part === data ? [] : ['data'];
  return part.comparesTwin ? ['data', 'training', 'twin'] : ['data', 'training'];
}
