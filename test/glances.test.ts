import { describe, expect, test } from 'vitest';
import type { Calibration } from '../src/code/calibration.js';
import { type Encoder, glancing } from '../src/model/glances.js';

const SIZE = 100;
const KNOTS = [
  { value: -1, truth: -50 },
  { value: 0.5, truth: 0 },
  { value: 1, truth: 50 },
];
const calibration = {
  ...{ parameter: 'azimuth', unit: 'degree', min: -50, max: 50, knots: KNOTS },
  ...{ meanAbsoluteError: 0, spearman: 1, etaSquared: 1 },
} as const;

/** Reads where the brightest pixel is: from the left as an azimuth, from above as an elevation, and how bright. */
function reader(
  photographs: number | undefined,
  knots: Calibration['knots'] = KNOTS,
  scene = 'faces',
  etaSquared = 1,
): Encoder & { asked: Float32Array[] } {
  const asked: Float32Array[] = [];
  const groups = ['azimuth', 'elevation', 'tone'].map((name) => ({ name, units: 1, factors: [name] }));
  const description = {
    ...{ architecture: { size: SIZE, code: 3 }, groups, training: { photographs }, data: { scene } },
    calibrations: knots.length === 0 ? {} : { azimuth: { ...calibration, knots, etaSquared } },
  } as unknown as Encoder['description'];
  return {
    ...{ asked, description },
    async encode(images) {
      asked.push(images);
      const rows = Array.from({ length: images.length / SIZE ** 2 }, (_, i) => {
        const picture = images.subarray(i * SIZE ** 2, (i + 1) * SIZE ** 2);
        const brightest = picture.indexOf(Math.max(...picture));
        return [
          (2 * (brightest % SIZE)) / (SIZE - 1) - 1,
          Math.floor(brightest / SIZE) / SIZE,
          picture[brightest]!,
        ];
      });
      return { mu: Float32Array.from(rows.flat()), logVar: Float32Array.from(rows.flat(), () => -3) };
    },
  };
}

function dot(x: number, y: number, white = 0.75): Float32Array {
  const picture = new Float32Array(SIZE ** 2);
  picture[y * SIZE + x] = white;
  return picture;
}

/** Degrees of a value of the unit, by the knots. */
const degrees = (value: number): number => (value < 0.5 ? (value + 1) / 0.03 - 50 : (value - 0.5) / 0.01);
const unitAt = (angle: number): number => (angle < 0 ? 0.03 * (angle + 50) - 1 : 0.5 + 0.01 * angle);

describe('several glances at a picture', () => {
  test('are the mean over shifts, and over mirrored ones mirrored back in degrees', async () => {
    const { mu, logVar } = await glancing(reader(0.5)).encode(dot(60, 40));
    const shifts = [0, 3, -3, 0, 0];
    const azimuths = shifts.flatMap((right) => {
      const value = (2 * (60 + right)) / (SIZE - 1) - 1;
      return [value, unitAt(-degrees(-value))];
    });
    expect(mu[0]).toBeCloseTo(azimuths.reduce((a, b) => a + b) / 10, 5);
    expect(mu[1]).toBeCloseTo(0.4, 5);
    expect(mu[2]).toBeCloseTo(0.75, 5);
    expect(Array.from(logVar)).toEqual([-3, -3, -3].map((x) => expect.closeTo(x, 5)));
  });

  test('say of the mirrored picture the mirrored angle, and all else the same', async () => {
    const straight = [-1, 1].map((value) => ({ value, truth: 50 * value }));
    const model = glancing(reader(0.5, straight));
    const one = await model.encode(dot(70, 30));
    const other = await model.encode(dot(SIZE - 1 - 70, 30));
    expect(one.mu[0]).toBeGreaterThan(0.3);
    expect(other.mu[0]).toBeCloseTo(-one.mu[0]!, 5);
    expect(other.mu[1]).toBeCloseTo(one.mu[1]!, 6);
    expect(other.mu[2]).toBeCloseTo(one.mu[2]!, 6);
  });

  test('of several pictures are those of each', async () => {
    const model = glancing(reader(0.5));
    const pictures = [dot(20, 30), dot(64, 10, 0.5)];
    const both = await model.encode(Float32Array.from(pictures.flatMap((one) => Array.from(one))));
    for (const [i, picture] of pictures.entries())
      expect(both.mu.slice(3 * i, 3 * i + 3)).toEqual((await model.encode(picture)).mu);
  });

  test('go on beyond the edge of the picture with the edge', async () => {
    const own = reader(0.5);
    const picture = new Float32Array(SIZE ** 2).map((_, i) => (i % SIZE) / SIZE);
    await glancing(own).encode(picture);
    const row = (glance: number): Float32Array =>
      own.asked[0]!.slice(glance * SIZE ** 2, glance * SIZE ** 2 + SIZE);
    expect(row(0)).toEqual(picture.slice(0, SIZE));
    expect(row(1)).toEqual(picture.slice(0, SIZE).reverse());
    expect(Array.from(row(2).slice(0, 5))).toEqual(Array.from([0, 0, 0, 0, 0.01], Math.fround));
    expect(Array.from(row(4).slice(-4))).toEqual(Array.from([0.99, 0.99, 0.99, 0.99], Math.fround));
  });

  test('are not mirrored where nobody knows what the unit of an angle means', async () => {
    const own = reader(0.5, []);
    const { mu } = await glancing(own).encode(dot(60, 40));
    expect(own.asked[0]!.length).toBe(5 * SIZE ** 2);
    expect(mu[0]).toBeCloseTo(120 / (SIZE - 1) - 1, 5);
  });

  test('are not mirrored where other units may tell the angle too', async () => {
    const own = reader(0.5, KNOTS, 'faces', 0.6);
    await glancing(own).encode(dot(60, 40));
    expect(own.asked[0]!.length).toBe(5 * SIZE ** 2);
  });

  test.each([undefined, 0])('are two where a model has seen no photographs (%s)', async (photographs) => {
    const own = reader(photographs);
    await glancing(own).encode(dot(60, 40));
    expect(own.asked[0]).toEqual(Float32Array.from([...dot(60, 40), ...dot(SIZE - 1 - 60, 40)]));
  });

  test('are one where things are not symmetric, and nothing else is known of them', async () => {
    const own = reader(undefined, KNOTS, 'chairs');
    const read = await glancing(own).encode(dot(60, 40));
    expect(own.asked).toEqual([dot(60, 40)]);
    const { mu, logVar } = await own.encode(dot(60, 40));
    expect(read).toEqual({ mu, logVar, first: { mu, logVar } });
  });

  test.each([0, 0.5])('begin with the pictures as they are (photographs %s)', async (photographs) => {
    const own = reader(photographs);
    const pictures = Float32Array.from([...dot(20, 30), ...dot(64, 10, 0.5)]);
    expect((await glancing(own).encode(pictures)).first).toEqual(await own.encode(pictures));
  });
});
