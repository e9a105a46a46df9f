/**
 * Makes src/framing/headFit.ts: how the frame of a head follows from the landmarks of its face. Heads are drawn,
 * looked at in frames somewhat beside the right one, and the right one is fitted to the landmarks by ridge
 * regression. Run by hand:
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir fit.tmp && ln -s ../assets fit.tmp/assets
 *   node fit.tmp/scripts/fit-frame.js
 */
import { writeFile } from 'node:fs/promises';
import { type Frame, intoFrame, type Point } from '../src/framing/frame.js';
import { faceFeatures, faceSquare } from '../src/framing/headFrame.js';
import { lookCloser } from '../src/framing/lookCloser.js';
import { openDetector } from '../src/framing/openDetector.js';
import { meanColour } from '../src/framing/resample.js';
import { Random } from '../src/numeric/random.js';
import { ridge } from '../src/statistics/ridge.js';
import { compose, openHeads } from './framing/compose.js';

const HEADS = Number(process.argv[2] ?? 1500);
const SIDE = 200;
/** Keeps a direction that few drawn heads vary in from saying much about a photograph. */
const PENALTY = 10;

/** Partner of each landmark in a mirror. */
const MIRRORED = [1, 0, 2, 3, 5, 4];

const detector = await openDetector();
const drawn = await openHeads();
const features: number[][] = [];
const targets: { x: number; y: number; logSide: number; roll: number }[] = [];
for (let i = 0; i < HEADS; i++) {
  const random = new Random('fit-frame', i);
  const { picture, heads } = await compose(drawn, random, {
    ...{ width: 360, height: 360, heads: 1, sides: [SIDE * 0.5, SIDE], roll: 10, turn: 65 },
  });
  const head = heads[0]!;
  const beside: Frame = {
    x: head.x + head.side * random.uniform(-0.08, 0.08),
    y: head.y + head.side * random.uniform(-0.08, 0.08),
    side: head.side * random.uniform(0.85, 1.15),
    roll: head.roll + random.uniform(-10, 10),
  };
  const [look] = await lookCloser(detector, () => ({ raster: picture, scale: 1 }), meanColour(picture), [
    beside,
  ]);
  if (look!.score < 0.7) continue;
  add(look!.landmarks, head);
  add(
    look!.landmarks.map(mirrored).map((_, k, all) => all[MIRRORED[k]!]!),
    {
      ...mirrored(head),
      side: head.side,
      roll: -head.roll,
    },
  );
}

const units = features[0]!.slice(1).map((_, j) => features.map((row) => row[j + 1]!));
const fit = (of: (target: (typeof targets)[number]) => number): number[] => {
  const { intercept, weights } = ridge(units, targets.map(of), PENALTY);
  // What symmetry makes zero is so but for rounding.
  return [intercept, ...weights].map((w) => (Math.abs(w) < 1e-9 ? 0 : Number(w.toPrecision(5))));
};
const frame = [fit(({ x }) => x), fit(({ y }) => y), fit(({ logSide }) => logSide)];
const roll = fit(({ roll }) => roll);
await writeFile(
  'src/framing/headFit.ts',
  `/** Made by scripts/fit-frame.ts: weights of \`faceFeatures\` for the frame's x, y and log side, and its roll. */
export const HEAD_FIT: { readonly frame: readonly (readonly number[])[]; readonly roll: readonly number[] } = {
  frame: [
${frame.map((row) => `    [${row.join(', ')}],`).join('\n')}
  ],
  roll: [${roll.join(', ')}],
};
`,
);
process.stdout.write(`${features.length / 2} of ${HEADS} heads\n`);

function mirrored({ x, y }: Point): Point {
  return { x: -x, y };
}

function add(landmarks: readonly Point[], head: Frame): void {
  const square = faceSquare(landmarks);
  features.push(faceFeatures(landmarks.map((point) => intoFrame(square, 1, point))));
  targets.push({
    ...intoFrame(square, 1, head),
    logSide: Math.log(head.side / square.side),
    roll: head.roll - square.roll,
  });
}
