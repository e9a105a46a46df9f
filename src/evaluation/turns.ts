import { writeTruth } from '../code/calibrated.js';
import { renderImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import type { Scene } from '../scene/scene.js';
import { mostVarying } from './baselines.js';
import { column, encodeImages } from './encodeImages.js';
import { type ScalarFactor, scalarFactors, unitsOf } from './encoder.js';
import { toBytes } from './imageScore.js';
import { levelsOf } from './levels.js';
import type { Movement } from './movements.js';

/** One factor turned through its range on one unseen person; images are [size, size], 0 to 255. */
export interface Turn {
  readonly factor: string;
  readonly source: Uint8Array;
  /** Values of the factor, one a frame. */
  readonly levels: readonly number[];
  readonly truth: readonly Uint8Array[];
  /** By the factor's own unit. */
  readonly ours: readonly Uint8Array[];
  /** By the unit of the entangled code that varies most with the factor, over the range in which it then moves. */
  readonly entangled?: readonly Uint8Array[];
}

const FRAMES = 9;

/** The entangled code, and how it moves. */
export interface EntangledTurns {
  readonly model: Model;
  readonly movements: readonly Movement[];
}

/**
 * Entangled against disentangled, as pictures (paper, section 4.1 and figure 6): one unit is turned, everything
 * else stays as the encoder saw it.
 */
export async function measureTurns(
  model: Model,
  scene: Scene,
  seed: number,
  entangled?: EntangledTurns | undefined,
): Promise<readonly Turn[]> {
  const { size } = model.description.architecture;
  const person = sampleBatch(scene, { seed, split: 'test', kind: 'all', index: 2 }, 1);
  const source = renderImages(scene, person, size);
  const { mu } = await encodeImages(glancing(model), source);
  const turns: Turn[] = [];
  for (const factor of scalarFactors(scene.factors)) {
    const found = unitsOf(model.description, factor.name);
    if (found === undefined) continue;
    const levels = levelsOf(factor.parameter.prior, FRAMES);
    const other = entangled && (await turnEntangled(entangled, factor, source));
    turns.push({
      factor: factor.name,
      source,
      levels,
      truth: frames(renderImages(scene, repeat(person, factor.place, levels), size), size),
      ours: await turnCode(model, mu, levels, (level, code) => writeTruth(found, level, code)),
      ...(other === undefined ? {} : { entangled: other }),
    });
  }
  return turns;
}

async function turnEntangled(
  { model, movements }: EntangledTurns,
  factor: ScalarFactor,
  source: Uint8Array,
): Promise<readonly Uint8Array[] | undefined> {
  const movement = movements.find(({ active }) => active.length === 1 && active[0] === factor.name);
  if (movement === undefined) return undefined;
  const units = model.description.architecture.code;
  const unit = mostVarying(movement, units);
  const seen = movement.batches.flatMap(({ mu }) => [...column(mu, units, unit)]);
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  return turnCode(
    model,
    (await encodeImages(model, source)).mu,
    Array.from({ length: FRAMES }, (_, i) => low + (i * (high - low)) / (FRAMES - 1)),
    (value, code) => {
      code[unit] = value;
    },
  );
}

/**
 * @param mu what was read of the source, [units]
 * @param write puts a value into a code [units]
 */
async function turnCode(
  model: Model,
  mu: Float32Array,
  values: readonly number[],
  write: (value: number, code: Float32Array) => void,
): Promise<readonly Uint8Array[]> {
  const codes = new Float32Array(values.length * mu.length);
  for (const [i, value] of values.entries()) {
    const code = codes.subarray(i * mu.length, (i + 1) * mu.length);
    code.set(mu);
    write(value, code);
  }
  return frames(toBytes(await model.decode(codes)), model.description.architecture.size);
}

/** A row for each value, which stands at `place`; all else is as in `row`. */
function repeat(row: Float32Array, place: number, values: readonly number[]): Float32Array {
  const rows = new Float32Array(values.length * row.length);
  for (const [i, value] of values.entries()) {
    rows.set(row, i * row.length);
    rows[i * row.length + place] = value;
  }
  return rows;
}

function frames(images: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: images.length / size ** 2 }, (_, i) =>
    images.subarray(i * size ** 2, (i + 1) * size ** 2),
  );
}
