import type { BatchSource } from '../dataset/batch.js';
import type { Model } from '../model/model.js';
import { codeFeatures, type Features } from './features.js';
import { readPeople } from './people.js';
import { embed, embeddingWidth, fitProjection, type Projection, type ProjectionKind } from './projection.js';
import { drawTrials, type Embeddings } from './trials.js';
import { equalErrorRate } from './verification.js';

/** What it takes to compare people with one model: plain data. */
export interface Recogniser {
  /** Checksum of the model whose code it reads. */
  readonly model: string;
  readonly kind: ProjectionKind;
  readonly projection: Projection;
  /** Scores from here on are taken for the same person: the equal error rate's threshold on validation people. */
  readonly threshold: number;
  /** Share of pairs that are decided wrongly there, on validation people of the training scene. */
  readonly equalErrorRate: number;
}

/** People that the statistics are taken from. */
const TRAINING_PEOPLE = 200;
/** People that the threshold is set on. */
const VALIDATION_PEOPLE = 50;
/** Views that `source` should hold a batch. */
export const VIEWS = 8;

/** Steps that `onProgress` counts to. */
export const RECOGNISER_STEPS: number = TRAINING_PEOPLE + VALIDATION_PEOPLE;

/**
 * Learns how to compare people: standardisation (or whitening, or linear discriminants) from training people,
 * the threshold from validation people. A pure function of model and source.
 *
 * @param source images of the model's scene and size, `VIEWS` a batch
 */
export async function fitRecogniser(
  model: Model,
  checksum: string,
  kind: ProjectionKind,
  source: BatchSource,
  onProgress: (done: number) => void = () => {},
): Promise<Recogniser> {
  const features = codeFeatures(model, 'identity');
  let done = 0;
  const onPerson = (): void => onProgress(++done);
  const training = await readPeople(source, 'train', TRAINING_PEOPLE, onPerson);
  const seen = await features(training.images);
  const width = seen.length / training.people.length;
  const projection = fitProjection(kind, { features: seen, width, people: training.people });
  const validation = await readPeople(source, 'validation', VALIDATION_PEOPLE, onPerson);
  const embeddings = await embedPeople(projection, features, validation);
  const { rate, threshold } = equalErrorRate(firstAgainstRest(embeddings, source.info.seed));
  return { model: checksum, kind, projection, threshold, equalErrorRate: rate };
}

export async function embedPeople(
  projection: Projection,
  features: Features,
  { images, people }: { readonly images: Uint8Array; readonly people: ArrayLike<number> },
): Promise<Embeddings> {
  return { vectors: embed(projection, await features(images)), width: embeddingWidth(projection), people };
}

/** The first view of each person is the gallery, all others are probes. */
function firstAgainstRest(
  { vectors, width, people }: Embeddings,
  seed: number,
): ReturnType<typeof drawTrials> {
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
