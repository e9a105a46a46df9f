import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toPixels } from '../../src/dataset/pixels.js';
import { readColourPhotograph, readHead } from '../../src/fitting/headPhotograph.js';
import { greyOf } from '../../src/fitting/headSheet.js';
import { photographedSkin } from '../../src/fitting/photographedSkin.js';
import { createHeadRenderer, inToneOf, photographedPose } from '../../src/fitting/renderHead.js';
import { type Frame, outOfFrame } from '../../src/framing/frame.js';
import { FACE, framingOf } from '../../src/framing/framing.js';
import { controlsOf, findControl } from '../../src/rerender/controls.js';
import { look } from '../../src/rerender/look.js';
import { readPhotograph } from '../../src/rerender/readPhotograph.js';
import { ssim } from '../../src/statistics/ssim.js';
import type { Fitter } from './fitter.js';

const FRONTAL = 'A+000E+00.png';
/** Pixels of the set's pictures. */
const [WIDTH, HEIGHT] = [168, 192];
/** Steps of refining, as `dcign rerender` has them. */
const STEPS = 40;

interface Score {
  readonly method: string;
  readonly error: number;
  readonly ssim: number;
}

/**
 * Extended Yale B: from the photograph under the frontal lamp to those under all others, of the same person.
 * On the face: where the fitted head is, within the photograph. Structural similarity is taken with all else
 * as it really is.
 */
export async function yaleHeads({ model, faces, fitHead, refiner }: Fitter, folder: string): Promise<object> {
  const { size } = model.description.architecture;
  const renderer = createHeadRenderer(faces);
  const control = findControl(controlsOf(model.description), 'light');
  const scores: Score[] = [];
  const people = readdirSync(join(folder, 'yale')).sort();
  for (const person of people) {
    const path = (name: string): string => join(folder, 'yale', person, name);
    const photograph = await readColourPhotograph(path(FRONTAL), size, FACE);
    const { reading } = await readHead(model, photograph);
    const head = fitHead({ ...photograph, reading });
    const { code } = await look(model, photograph.pixels, {
      found: photograph.found,
      refine: { refiner, steps: STEPS },
    });
    const skin = photographedSkin(faces, head, photograph.colour);
    const pose = photographedPose(head);
    const frame = photograph.frame!;
    const region = regionOf(
      frame,
      renderer.render(head, skin, { ...pose, shares: { ambient: 1, diffuse: 0, specular: 0 } }, size),
      size,
    );
    const others = readdirSync(path('')).filter((name) => name !== FRONTAL);
    const pictures = [];
    for (const name of others) {
      const [, azimuth, elevation] = /A([+-]\d+)E([+-]\d+)/.exec(name)!.map(Number);
      const crop = framingOf('face', [frame.x, frame.y, frame.side, frame.roll], undefined);
      const { pixels } = await readPhotograph(path(name), size, crop);
      pictures.push({ azimuth: azimuth!, elevation: elevation!, pixels });
    }
    // Which side of the picture a positive azimuth is on.
    const side = Math.sign(
      pictures.reduce((sum, { azimuth, pixels }) => sum + azimuth * brighterRight(pixels, size), 0),
    );
    for (const { azimuth, elevation, pixels } of pictures) {
      const real = toPixels(pixels);
      const lamp = { azimuth: side * azimuth, elevation };
      const drawn = greyOf(
        inToneOf(head, renderer.render(head, skin, { ...pose, lamp, shadows: true }, size)),
      );
      const guesses = {
        fitted: toPixels(drawn),
        network: await model.decode(control.turn(code, side * azimuth)),
        unchanged: toPixels(photograph.pixels),
      };
      for (const [method, guess] of Object.entries(guesses))
        scores.push({ method, ...scoreOf(guess, real, region, size) });
    }
    process.stderr.write(`${person}\n`);
  }
  const summary = ['fitted', 'network', 'unchanged'].map((method) => {
    const own = scores.filter((score) => score.method === method);
    const mean = (of: (score: Score) => number): number =>
      own.reduce((sum, score) => sum + of(score), 0) / own.length;
    return [
      method,
      { photographs: own.length, error: mean(({ error }) => error), ssim: mean((one) => one.ssim) },
    ];
  });
  return { people: people.length, ...Object.fromEntries(summary) };
}

/** Where the head is drawn, and the photograph is no edge that goes on. */
function regionOf(frame: Frame, lit: Uint8Array, size: number): Uint8Array {
  return greyOf(lit).map((grey, i) => {
    const { x, y } = outOfFrame(frame, size, { x: (i % size) + 0.5, y: Math.floor(i / size) + 0.5 });
    return grey > 0 && x > 0 && y > 0 && x < WIDTH && y < HEIGHT ? 1 : 0;
  });
}

function brighterRight(pixels: Uint8Array, size: number): number {
  return pixels.reduce((sum, grey, i) => sum + (i % size < size / 2 ? -grey : grey), 0);
}

function scoreOf(
  guess: Float32Array,
  real: Float32Array,
  region: Uint8Array,
  size: number,
): { readonly error: number; readonly ssim: number } {
  let sum = 0;
  let count = 0;
  const beside = guess.map((x, i) => {
    if (region[i] === 0) return real[i]!;
    sum += (x - real[i]!) ** 2;
    count++;
    return x;
  });
  return { error: sum / count, ssim: ssim(beside, real, size) };
}
