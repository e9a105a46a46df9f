import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { nearest, UserError } from '../errors.js';
import { openScene, usualSize } from './openScene.js';
import { type Parameter, parametersOf, type Scene } from './scene.js';

/** Beyond so many standard deviations no model of a population means anything. */
const MAX_SIGMA = 10;

const schema = z.strictObject({
  scene: z.string(),
  values: z.record(z.string(), z.number()).default({}),
  size: z.int().min(8).max(4096).optional(),
  channels: z.union([z.literal(1), z.literal(3)]).default(1),
});

/** One image of a scene, ready to be drawn: the arguments of `Scene.render`. */
export interface SceneDescription {
  readonly scene: Scene;
  readonly values: Float32Array;
  readonly size: number;
  readonly channels: 1 | 3;
}

/**
 * Reads the description of one image:
 *
 *     {"scene": "faces", "values": {"azimuth": 40, "shape.1": 2}, "size": 150, "channels": 3}
 *
 * Values are given by parameter name in the parameter's unit; what is left out is at the middle of its range.
 *
 * @throws UserError where the file cannot be read, or a name or a value is wrong
 */
export async function readSceneFile(path: string): Promise<SceneDescription> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`The scene file ${path} cannot be read (${error.code}). Check the path.`);
  });
  const { scene: name, values, size, channels } = parse(text, path);
  const scene = await openScene(name);
  return { scene, values: complete(scene, values, path), size: size ?? usualSize(name), channels };
}

function parse(text: string, path: string): z.output<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON (${(error as Error).message}). Mend it.`);
  }
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue!.path.length === 0 ? '' : ` at ${issue!.path.join('.')}`;
  throw new UserError(
    `${path} does not describe an image${where}: ${issue!.message}. ` +
      'Expected is {"scene": "faces", "values": {"azimuth": 40}, "size": 150, "channels": 1}.',
  );
}

function complete(scene: Scene, given: Readonly<Record<string, number>>, path: string): Float32Array {
  const parameters = parametersOf(scene);
  const names = parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const guess = nearest(name, names);
    throw new UserError(
      `${path} sets ${name}, but the scene ${scene.name} has no such parameter.` +
        `${guess === undefined ? '' : ` Did you mean ${guess}?`} Its factors are ` +
        `${scene.factors.map(describe).join(', ')}.`,
    );
  }
  return Float32Array.from(parameters, (parameter) => {
    const { min, max, middle } = range(parameter);
    const value = Object.hasOwn(given, parameter.name) ? given[parameter.name]! : middle;
    if (value >= min && value <= max && (parameter.prior.kind !== 'level' || Number.isInteger(value)))
      return value;
    throw new UserError(
      `${path} sets ${parameter.name} to ${value}, but it must be a ${parameter.prior.kind === 'level' ? 'whole ' : ''}number ` +
        `from ${round(min)} to ${round(max)}${parameter.unit === 'degree' ? ' degrees' : ''}. Change it.`,
    );
  });
}

function round(x: number): number {
  return Math.round(100 * x) / 100;
}

function range({ prior }: Parameter): {
  readonly min: number;
  readonly max: number;
  readonly middle: number;
} {
  switch (prior.kind) {
    case 'uniform':
      return { min: prior.min, max: prior.max, middle: (prior.min + prior.max) / 2 };
    case 'normal':
      return { min: -MAX_SIGMA, max: MAX_SIGMA, middle: 0 };
    case 'level':
      return { min: 0, max: prior.count - 1, middle: 0 };
    case 'choice':
      return { min: prior.values[0]!, max: prior.values.at(-1)!, middle: prior.values[0]! };
  }
}

function describe({ name, parameters }: Scene['factors'][number]): string {
  return parameters.length === 1 ? name : `${name} (${parameters[0]!.name} to ${parameters.at(-1)!.name})`;
}
