import { expect, test } from 'vitest';
import { normalCdf } from '../../src/inference/normal.js';
import { Random } from '../../src/numeric/random.js';
import { areaUnderCurve, shareRight, type Trials } from '../../src/recognition/verification.js';
import { type Estimate, estimateMean, estimateShare } from '../../src/statistics/estimate.js';

/** Deviations of what a probe's person, the person it is held against, and either image add to a score. */
interface Effects {
  readonly probe: number;
  readonly gallery: number;
  readonly image: number;
}

const SEEDS = 100;

/** Every person is looked for under four conditions, each time against itself and ten others. */
function draw(people: number, shift: number, { probe, gallery, image }: Effects, seed: number): Trials {
  const random = new Random('coverage', seed);
  const a = Array.from({ length: people }, () => probe * random.normal());
  const b = Array.from({ length: people }, () => gallery * random.normal());
  const rows = Array.from({ length: 4 * people * 11 }, (_, t) => {
    const person = Math.floor(t / 11) % people;
    const same = t % 11 === 0;
    const other = same ? person : (person + 1 + random.integer(people - 1)) % people;
    const score = (same ? shift : 0) + a[person]! + b[other]! + image * random.normal();
    return { score, same: same ? 1 : 0, person, other };
  });
  return {
    scores: rows.map((row) => row.score),
    same: rows.map((row) => row.same),
    people: rows.map((row) => row.person),
    others: rows.map((row) => row.other),
  };
}

function covered(truth: number, estimate: (seed: number) => Estimate, seeds = SEEDS): number {
  let hits = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const { low, high } = estimate(seed);
    if (low <= truth && truth <= high) hits++;
  }
  return hits / seeds;
}

const weak = { probe: 0.2, gallery: 0.2, image: 0.96 };
const strong = { probe: 0.45, gallery: 0.55, image: 0.7 };
const spread = ({ probe, gallery, image }: Effects): number => Math.hypot(probe, gallery, image);

test.each([
  [40, 1, weak],
  [40, 1, strong],
  [40, 3, weak],
  [40, 3, strong],
] as const)('an area of %d people, %d apart, %o: the interval holds the truth', (people, shift, effects) => {
  const truth = normalCdf(shift / (Math.SQRT2 * spread(effects)));
  expect(covered(truth, (seed) => areaUnderCurve(draw(people, shift, effects, seed)))).toBeGreaterThan(0.88);
});

test.each([weak, strong])('a share of pairs decided rightly, %o: the interval holds the truth', (effects) => {
  const truth = normalCdf(0.5 / spread(effects));
  expect(covered(truth, (seed) => shareRight(draw(40, 1, effects, seed), 0.5))).toBeGreaterThan(0.88);
});

test('an area of one has an interval, which holds what it may really be', () => {
  // Twenty people four deviations apart are often told apart without a mistake.
  const effects = { probe: 0, gallery: 0, image: 1 };
  const separate = (seed: number): Trials => {
    const all = draw(20, 4.5, effects, seed);
    const first = <T>(values: ArrayLike<T>): T[] => Array.from(values).slice(0, 20 * 11);
    return {
      scores: first(all.scores),
      same: first(all.same),
      people: first(all.people),
      others: first(all.others),
    };
  };
  const perfect = Array.from({ length: 50 }, (_, seed) => areaUnderCurve(separate(seed))).filter(
    ({ value }) => value === 1,
  );
  expect(perfect.length).toBeGreaterThan(5);
  for (const { low, high } of perfect) {
    // Wilson's of 20 in 20.
    expect(low).toBeCloseTo(20 / (20 + 1.959964 ** 2), 6);
    expect(high).toBe(1);
  }
  const truth = normalCdf(4.5 / Math.SQRT2);
  expect(covered(truth, (seed) => areaUnderCurve(separate(seed)))).toBeGreaterThan(0.88);
});

test('a share and a mean over people, nine images each: the interval holds the truth', () => {
  /** Of half of the people three in ten images succeed, of the others eight. */
  const values = (seed: number): { readonly values: number[]; readonly people: number[] } => {
    const random = new Random('share', seed);
    const rates = Array.from({ length: 20 }, () => (random.uniform() < 0.5 ? 0.3 : 0.8));
    const people = Array.from({ length: 180 }, (_, i) => Math.floor(i / 9));
    return { people, values: people.map((person) => (random.uniform() < rates[person]! ? 1 : 0)) };
  };
  for (const estimate of [estimateShare, estimateMean]) {
    const share = covered(
      0.55,
      (seed) => {
        const { values: own, people } = values(seed);
        return estimate(own, people);
      },
      500,
    );
    expect(share).toBeGreaterThan(0.925);
    expect(share).toBeLessThan(0.975);
  }
});
