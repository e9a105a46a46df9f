import type { Control } from '../../../rerender/controls.js';
import { type Step, sweep } from '../../../rerender/sweep.js';
import type { ModelClient } from '../model/client.js';

/** One moving picture: `pixels` are [size, size], 0 to 1. */
export interface Film {
  readonly name: string;
  /** Whether the last frame is followed by the first. */
  readonly round: boolean;
  readonly frames: readonly { readonly label: string; readonly pixels: Float32Array }[];
}

/** Codes a call: few enough that a slider is not kept waiting. */
const CHUNK = 5;

/** Turns one control through its whole range. @param onProgress share that is done, 0 to 1 */
export async function makeFilm(
  client: ModelClient,
  code: Float32Array,
  control: Control,
  frames: number,
  onProgress: (share: number) => void,
): Promise<Film> {
  const steps = sweep(code, control, frames);
  const drawn: Film['frames'][number][] = [];
  for (let i = 0; i < steps.length; i += CHUNK) {
    drawn.push(...(await decodeSteps(client, steps.slice(i, i + CHUNK))));
    onProgress(drawn.length / steps.length);
  }
  return { name: control.name, round: control.circular, frames: drawn };
}

async function decodeSteps(client: ModelClient, steps: readonly Step[]): Promise<Film['frames']> {
  const units = steps[0]!.code.length;
  const codes = new Float32Array(steps.length * units);
  for (const [i, { code }] of steps.entries()) codes.set(code, i * units);
  const { images } = await client.decode(codes, steps.length);
  const size = images.length / steps.length;
  return steps.map(({ label }, i) => ({ label, pixels: images.slice(i * size, (i + 1) * size) }));
}
