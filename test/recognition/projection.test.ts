import { describe, expect, it } from 'vitest';
import { Random } from '../../src/numeric/random.js';
import { principalComponents } from '../../src/recognition/components.js';
import { chooseDirections } from '../../src/recognition/directions.js';
import { embed, embeddingWidth, fitProjection, type Projection } from '../../src/recognition/projection.js';
import { firstAgainstRest } from '../../src/recognition/trials.js';
import { areaUnderCurve } from '../../src/recognition/verification.js';

const PEOPLE = 30;
const VIEWS = 6;
const WIDTH = 8;

/** Four columns tell people apart; a fifth, much larger, tells the pose; the rest is noise; the last is constant. */
function population(seed: number): { features: Float32Array; width: number; people: number[] } {
  const random = new Random(seed, 'population');
  const people = Array.from({ length: PEOPLE * VIEWS }, (_, i) => Math.floor(i / VIEWS));
  const identity = Array.from({ length: PEOPLE }, () => Array.from({ length: 4 }, () => random.normal()));
  const features = Float32Array.from(
    people.flatMap((person) => [
      ...identity[person]!.map((x) => x + 0.1 * random.normal()),
      20 * random.normal(),
      ...Array.from({ length: WIDTH - 6 }, () => 0.3 * random.normal()),
      7,
    ]),
  );
  return { features, width: WIDTH, people };
}

function rankOne(embeddings: Float32Array, width: number, people: readonly number[]): number {
  const row = (i: number): Float32Array => embeddings.subarray(i * width, (i + 1) * width);
  const cosine = (i: number, j: number): number => row(i).reduce((sum, x, k) => sum + x * row(j)[k]!, 0);
  const right = people.filter((person, i) => {
    const others = people.map((_, j) => j).filter((j) => j !== i);
    return people[others.reduce((a, b) => (cosine(i, b) > cosine(i, a) ? b : a))] === person;
  });
  return right.length / people.length;
}

describe('projections', () => {
  it('standardise every feature and let constant ones count for nothing', () => {
    const data = population(1);
    const { mean, scale } = fitProjection('standard', data);
    for (let c = 0; c < WIDTH - 1; c++) {
      const column = Array.from(
        { length: PEOPLE * VIEWS },
        (_, i) => (data.features[i * WIDTH + c]! - mean[c]!) * scale[c]!,
      );
      expect(column.reduce((a, b) => a + b, 0) / column.length).toBeCloseTo(0, 5);
      expect(column.reduce((a, b) => a + b * b, 0) / column.length).toBeCloseTo(1, 4);
    }
    expect(scale[WIDTH - 1]).toBe(0);
  });

  it('embed at length 1', () => {
    for (const kind of ['standard', 'whitened', 'discriminant'] as const) {
      const data = population(2);
      const projection = fitProjection(kind, data);
      const width = embeddingWidth(projection);
      const embeddings = embed(projection, data.features);
      expect(embeddings.length).toBe(PEOPLE * VIEWS * width);
      for (let i = 0; i < embeddings.length; i += width)
        expect(Math.hypot(...embeddings.subarray(i, i + width))).toBeCloseTo(1, 5);
    }
  });

  it('discriminants learnt on some people find others, where pose drowns them otherwise', () => {
    const unseen = population(4);
    const score = (kind: 'standard' | 'discriminant'): number => {
      const projection = fitProjection(kind, population(3));
      return rankOne(embed(projection, unseen.features), embeddingWidth(projection), unseen.people);
    };
    expect(score('discriminant')).toBeGreaterThan(0.6);
    expect(score('discriminant')).toBeGreaterThan(score('standard') + 0.1);
  });
});

describe('the number of directions', () => {
  /** Three numbers tell people apart, 57 are noise: more people than directions, so that none is dropped by itself. */
  function noisyPeople(name: string): { features: Float32Array; width: number; people: number[] } {
    const random = new Random('noisy', name);
    const people = Array.from({ length: 150 * VIEWS }, (_, i) => Math.floor(i / VIEWS));
    const identity = Array.from({ length: 150 }, () => Array.from({ length: 3 }, () => random.normal()));
    const features = people.flatMap((person) => [
      ...identity[person]!.map((x) => 3 * x + random.normal()),
      ...Array.from({ length: 57 }, () => random.normal()),
    ]);
    return { features: Float32Array.from(features), width: 60, people };
  }
  const [training, validation, test] = ['training', 'validation', 'test'].map(noisyPeople);
  const area = (projection: Projection): number =>
    areaUnderCurve(
      firstAgainstRest(
        {
          vectors: embed(projection, test!.features),
          width: embeddingWidth(projection),
          people: test!.people,
        },
        1,
      ),
    ).value;

  it.each(['whitened', 'discriminant'] as const)('of a %s projection is what tells people apart', (kind) => {
    const all = fitProjection(kind, training!);
    const chosen = chooseDirections(all, validation!);
    expect(embeddingWidth(all)).toBe(60);
    expect(embeddingWidth(chosen)).toBe(3);
    expect(area(chosen)).toBeGreaterThan(area(all) + 0.1);
  });

  it('is not asked of a projection without directions', () => {
    const standard = fitProjection('standard', training!);
    expect(chooseDirections(standard, validation!)).toBe(standard);
  });
});

describe('principal components', () => {
  const centred = (n: number, width: number): Float32Array => {
    const random = new Random(n, width);
    const rows = Float32Array.from({ length: n * width }, (_, i) => (1 + (i % width)) * random.normal());
    for (let c = 0; c < width; c++) {
      let mean = 0;
      for (let i = 0; i < n; i++) mean += rows[i * width + c]! / n;
      for (let i = 0; i < n; i++) rows[i * width + c]! -= mean;
    }
    return rows;
  };

  it.each([
    [40, 6],
    [6, 40],
  ])('of %d rows of %d are orthonormal and hold all the variance', (n, width) => {
    const rows = centred(n, width);
    const { directions, variances } = principalComponents(rows, width, 100);
    const count = variances.length;
    expect(count).toBe(Math.min(n - (n < width ? 1 : 0), width));
    const direction = (k: number): Float32Array => directions.subarray(k * width, (k + 1) * width);
    for (let j = 0; j < count; j++)
      for (let k = 0; k <= j; k++)
        expect(direction(j).reduce((sum, x, c) => sum + x * direction(k)[c]!, 0)).toBeCloseTo(
          j === k ? 1 : 0,
          4,
        );
    const total = rows.reduce((sum, x) => sum + x * x, 0) / n;
    expect(variances.reduce((a, b) => a + b, 0) / total).toBeCloseTo(1, 6);
    for (let k = 0; k < count; k++) {
      let variance = 0;
      for (let i = 0; i < n; i++)
        variance += direction(k).reduce((sum, x, c) => sum + x * rows[i * width + c]!, 0) ** 2 / n;
      expect(variance / variances[k]!).toBeCloseTo(1, 4);
    }
  });
});
