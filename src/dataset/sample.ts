import { Random } from '../numeric/random.js';
import { type Prior, parametersOf, type Scene } from '../scene/scene.js';
import type { Split } from './batch.js';
import { activeFactors, kindName } from './kind.js';

/** The name of one batch drawn from a scene. */
export interface BatchName {
  readonly seed: number;
  readonly split: Split;
  readonly kind: string;
  readonly index: number;
}

/**
 * Draws the scene parameters of one batch: those of active factors once an image, all others once for the
 * whole batch (paper, section 3.1). A pure function of its arguments.
 *
 * People are disjoint between splits, since the split names the random stream and the coefficients of a
 * person are continuous; objects that are counted have their parts.
 *
 * @returns [count, parameters] in the order of `parametersOf`
 * @throws UserError where the scene has no such kind
 */
export function sampleBatch(
  scene: Pick<Scene, 'factors' | 'aliases'>,
  name: BatchName,
  count: number,
): Float32Array {
  const active = activeFactors(name.kind, scene);
  const random = new Random(name.seed, name.split, kindName(active, scene), name.index);
  const varies = scene.factors.flatMap((factor) => factor.parameters.map(() => active.includes(factor.name)));
  const parameters = parametersOf(scene);
  const fixed = parameters.map(({ prior }, i) => (varies[i] ? 0 : draw(prior, random, name.split)));
  const values = new Float32Array(count * parameters.length);
  for (let image = 0; image < count; image++) {
    for (const [i, { prior }] of parameters.entries())
      values[image * parameters.length + i] = varies[i] ? draw(prior, random, name.split) : fixed[i]!;
  }
  return values;
}

function draw(prior: Prior, random: Random, split: Split): number {
  switch (prior.kind) {
    case 'uniform':
      return random.uniform(prior.min, prior.max);
    case 'normal':
      return random.normal();
    case 'level':
      return fromPart(prior.parts?.[split] ?? [0, prior.count], random);
    case 'choice':
      return prior.values[random.integer(prior.values.length)]!;
  }
}

function fromPart([from, to]: readonly [number, number], random: Random): number {
  return from + random.integer(to - from);
}
