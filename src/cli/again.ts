import type { GivenFrame } from '../framing/frameOptions.js';
import { quoted } from './quoted.js';

/** What a command was given to read a photograph by. */
export interface Chosen extends GivenFrame {
  readonly model?: string | undefined;
}

/** Words by which a command to try next reads the same head on the same photograph, with the same model. */
export function again(photograph: string, { model, frame, crop, face }: Chosen): string {
  const words = [
    photograph,
    ...(model === undefined ? [] : ['--model', model]),
    ...(frame === 'face' ? [] : ['--frame', frame]),
    ...(crop === undefined ? [] : ['--crop', crop.join()]),
    ...(face === 1 ? [] : ['--face', String(face)]),
  ];
  return words.map((word) => quoted(word)).join(' ');
}
