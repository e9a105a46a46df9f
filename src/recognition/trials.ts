import { Random } from '../numeric/random.js';
import type { Trials } from './verification.js';

/** Unit vectors, and whom each stands for. */
export interface Embeddings {
  /** [n, width] */
  readonly vectors: Float32Array;
  readonly width: number;
  /** [n] */
  readonly people: ArrayLike<number>;
}

/** Cosine of a vector with every row of a gallery. */
export function cosines(gallery: Pick<Embeddings, 'vectors' | 'width'>, probe: Float32Array): Float32Array {
  const { vectors, width } = gallery;
  const scores = new Float32Array(vectors.length / width);
  for (let i = 0; i < scores.length; i++) {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += vectors[i * width + c]! * probe[c]!;
    scores[i] = sum;
  }
  return scores;
}

/** Impostors that each probe meets: more would only say the same again. */
const IMPOSTORS = 10;

/**
 * Every probe against its own person in the gallery, and against some others.
 *
 * @param gallery one row a person
 */
export function drawTrials(gallery: Embeddings, probes: Embeddings, seed: number): Trials {
  const rows: { score: number; same: number; person: number; other: number }[] = [];
  const random = new Random(seed, 'impostors');
  const galleryPeople = Array.from(gallery.people);
  for (let i = 0; i < probes.people.length; i++) {
    const person = probes.people[i]!;
    const right = galleryPeople.indexOf(person);
    const scores = cosines(gallery, probes.vectors.subarray(i * probes.width, (i + 1) * probes.width));
    rows.push({ score: scores[right]!, same: 1, person, other: person });
    for (let k = 0; k < Math.min(IMPOSTORS, scores.length - 1); k++) {
      const other = (right + 1 + random.integer(scores.length - 1)) % scores.length;
      rows.push({ score: scores[other]!, same: 0, person, other: galleryPeople[other]! });
    }
  }
  return {
    scores: rows.map((row) => row.score),
    same: rows.map((row) => row.same),
    people: rows.map((row) => row.person),
    others: rows.map((row) => row.other),
  };
}

/** The first view of each person is the gallery, all others are probes. */
export function firstAgainstRest({ vectors, width, people }: Embeddings, seed: number): Trials {
  const rows = Array.from(people, (person, i) => ({
    person,
    vector: vectors.subarray(i * width, (i + 1) * width),
  }));
  const isFirst = (_: unknown, i: number): boolean => i === 0 || people[i - 1] !== people[i];
  const collect = (kept: typeof rows): Embeddings => ({
    vectors: Float32Array.from(kept.flatMap(({ vector }) => [...vector])),
    width,
    people: kept.map(({ person }) => person),
  });
  return drawTrials(collect(rows.filter(isFirst)), collect(rows.filter((row, i) => !isFirst(row, i))), seed);
}
