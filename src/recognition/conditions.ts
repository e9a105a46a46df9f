import type { Split } from '../dataset/batch.js';
import { sampleBatch } from '../dataset/sample.js';
import { identityFactors } from '../scene/identity.js';
import { parametersOf, type Scene } from '../scene/scene.js';

/** A pose and a light: the value of every factor that is a single number, by name. */
export type Condition = Readonly<Record<string, number>>;

/** Degrees to left and right of frontal at which probes are taken, if the factor goes so far. */
const LEVELS = [-60, -30, 0, 30, 60];
/** The same for factors of a short range, such as elevation. */
const FEW_LEVELS = [-20, 0, 20];

/**
 * Every combination of poses and lights of a scene within +-60 degrees, but the one that people are enrolled under:
 * found again is found for free there, byte for byte.
 */
export function conditionGrid(scene: Scene): readonly Condition[] {
  const enrolled = frontal(scene);
  let grid: readonly Condition[] = [{}];
  for (const { parameters } of circumstances(scene)) {
    const { name, prior } = parameters[0]!;
    if (prior.kind !== 'uniform') continue;
    const { min, max } = prior;
    const fits = (levels: readonly number[]): boolean => levels[0]! >= min && levels.at(-1)! <= max;
    const levels = [LEVELS, FEW_LEVELS].find(fits) ?? [(min + max) / 2];
    grid = grid.flatMap((condition) => levels.map((level) => ({ ...condition, [name]: level })));
  }
  return grid.filter((condition) =>
    Object.entries(condition).some(([name, value]) => value !== enrolled[name]),
  );
}

/** Frontal and lit from the front: everything in the middle of its range. */
export function frontal(scene: Scene): Condition {
  return Object.fromEntries(
    circumstances(scene).map(({ name, parameters: [parameter] }) => {
      const { prior } = parameter!;
      return [name, prior.kind === 'uniform' ? (prior.min + prior.max) / 2 : 0];
    }),
  );
}

/** Scene parameters of people under chosen conditions. */
export interface Cast {
  /** @returns [people, parameters], in the order of `parametersOf` */
  under(condition: Condition, people: number): Float32Array;
}

/** Draws people, who are the same under every condition and disjoint between splits. */
export function castOf(scene: Scene, split: Split, seed: number, count: number): Cast {
  const kind = identityFactors(scene.factors).join('+');
  const values = sampleBatch(scene, { seed, split, kind, index: 0 }, count);
  const parameters = parametersOf(scene);
  return {
    under(condition, people) {
      const posed = values.slice(0, people * parameters.length);
      for (const [p, { name }] of parameters.entries()) {
        const value = condition[name];
        if (value === undefined) continue;
        for (let i = 0; i < people; i++) posed[i * parameters.length + p] = value;
      }
      return posed;
    },
  };
}

function circumstances(scene: Scene): Scene['factors'] {
  const identity = identityFactors(scene.factors);
  return scene.factors.filter(({ name }) => !identity.includes(name));
}
