/**
 * Measures how well faces are found and framed, on composed pictures: one to four drawn heads of 40 to 400 pixels at
 * random places, turned up to 60 degrees and rolled up to 25, in pictures of odd sizes and, one of five, in 4,000-pixel
 * photographs. Each is read as a JPEG file, every other one of a camera that was turned or mirrored (EXIF).
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir measure.tmp && ln -s ../assets measure.tmp/assets
 *   node measure.tmp/scripts/measure-framing.js [pictures [first]]
 */
import { findFaces } from '../src/framing/findFaces.js';
import { overlap } from '../src/framing/frame.js';
import { openDetector } from '../src/framing/openDetector.js';
import { Random } from '../src/numeric/random.js';
import { decodeRaster } from '../src/rerender/readPhotograph.js';
import { compose, openHeads } from './framing/compose.js';
import { turnedFile } from './framing/turnedFile.js';

/** What counts as found. */
const FOUND = 0.6;
const LARGE = { width: 4000, height: 3000 };

const count = Number(process.argv[2] ?? 500);
const start = Number(process.argv[3] ?? 0);
/** A long run tells how far it is, and what it knows so far. */
const EVERY = 50;
const detector = await openDetector();
const drawn = await openHeads();
const errors = { x: [] as number[], y: [] as number[], side: [] as number[], roll: [] as number[] };
const tallies = new Map<string, { heads: number; found: number }>();
let [found, right] = [0, 0];
const times: number[] = [];
const processorTimes: number[] = [];
for (let i = start; i < start + count; i++) {
  const random = new Random('measure-framing', i);
  const isLarge = i % 5 === 4;
  const { width, height } = isLarge
    ? LARGE
    : { width: 200 + random.integer(1400), height: 200 + random.integer(1100) };
  const composed = await compose(drawn, random, {
    ...{ width, height, heads: 1 + random.integer(4), sides: [40, 400], roll: 25, turn: 60 },
  });
  const { heads } = composed;
  const isTurned = random.integer(2) === 1;
  const file = await turnedFile(composed.picture, isTurned ? 2 + random.integer(7) : 1);
  const { picture } = await decodeRaster(file, `picture ${i}`, true);
  const before = performance.now();
  const cpu = process.cpuUsage();
  const faces = await findFaces(detector, picture);
  if (isLarge) {
    const { user, system } = process.cpuUsage(cpu);
    times.push(performance.now() - before);
    processorTimes.push((user + system) / 1000);
  }
  found += faces.length;
  for (const head of heads) {
    const face = faces.find(({ frame }) => overlap(frame, head) >= FOUND);
    for (const kind of [
      isLarge ? 'large' : 'other',
      isLarge && head.side < 80 ? 'large, below 80 pixels' : '',
      isTurned ? 'turned by EXIF' : '',
      'all',
    ]) {
      if (kind === '') continue;
      const tally = tallies.get(kind) ?? { heads: 0, found: 0 };
      tally.heads++;
      if (face !== undefined) tally.found++;
      tallies.set(kind, tally);
    }
    if (face === undefined) continue;
    right++;
    const { frame } = face;
    errors.x.push(Math.abs(frame.x - head.x) / head.side);
    errors.y.push(Math.abs(frame.y - head.y) / head.side);
    errors.side.push(Math.abs(frame.side / head.side - 1));
    errors.roll.push(Math.abs(frame.roll - head.roll));
  }
  const done = i + 1 - start;
  if (done % EVERY === 0 && done < count)
    process.stderr.write(`after ${done} pictures\n${report().join('\n')}\n\n`);
}
process.stdout.write(`${report().join('\n')}\n`);

function quantile(values: readonly number[], q: number): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(q * values.length)] ?? Number.NaN).toPrecision(3);
}

function report(): readonly string[] {
  return [
    ...[...tallies].map(
      ([kind, { heads, found }]) =>
        `${kind}: ${found} of ${heads} heads found (${((100 * found) / heads).toFixed(1)} %)`,
    ),
    `${found - right} of ${found} faces are none (${((100 * (found - right)) / found).toFixed(1)} %)`,
    ...Object.entries(errors).map(
      ([what, values]) => `${what}: median ${quantile(values, 0.5)}, 95 % ${quantile(values, 0.95)}`,
    ),
    `12 megapixels: median ${quantile(times, 0.5)} ms, 95 % ${quantile(times, 0.95)}`,
    `processor time: median ${quantile(processorTimes, 0.5)} ms, 95 % ${quantile(processorTimes, 0.95)}`,
  ];
}
