import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import type { Model } from '../model/model.js';
import { codeFeatures } from './features.js';
import { learningSteps, learnProjection } from './learn.js';
import { describePeople } from './people.js';
import { embed, embeddingWidth, type Projection, type ProjectionKind } from './projection.js';
import { firstAgainstRest } from './trials.js';
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

/** People that the statistics are taken from; a head that is trained needs to see many more. */
const trainingPeople = (kind: ProjectionKind): number => (kind === 'learnt' ? 8000 : 200);
/** People that the threshold is set on. */
const VALIDATION_PEOPLE = 50;
/** Views that `source` should hold a batch. */
export const VIEWS = 8;

/** Steps that `onProgress` counts to. */
export function recogniserSteps(kind: ProjectionKind): number {
  const people = trainingPeople(kind);
  return people + learningSteps(kind, people) + VALIDATION_PEOPLE;
}

/**
 * Learns how to compare people: a projection of their codes from training people,
 * its number of directions and the threshold from validation people. A pure function of model and source.
 *
 * @param sources images of the model's scene and size, `VIEWS` a batch: as its encoder has seen them (`seen`), which
 *   the projection comes from, and plain ones, which the number of directions and the threshold come from. Drawn
 *   photographs are so varied that by a threshold of their own every second pair was decided wrongly, and 95 % of
 *   AT&T's strangers were one person
 */
export async function fitRecogniser(
  model: Model,
  checksum: string,
  kind: ProjectionKind,
  { plain, seen }: { readonly plain: BatchSource; readonly seen: BatchSource },
  engine: Engine,
  onProgress: (done: number) => void = () => {},
): Promise<Recogniser> {
  const features = codeFeatures(model, 'identity');
  let done = 0;
  const onStep = (): void => onProgress(++done);
  const [training] = await describePeople(seen, 'train', trainingPeople(kind), [features], onStep);
  const [validation] = await describePeople(plain, 'validation', VALIDATION_PEOPLE, [features], onStep);
  const projection = await learnProjection(kind, training!, validation!, engine, onStep);
  const embeddings = {
    vectors: embed(projection, validation!.features),
    width: embeddingWidth(projection),
    people: validation!.people,
  };
  const { rate, threshold } = equalErrorRate(firstAgainstRest(embeddings, plain.info.seed));
  return { model: checksum, kind, projection, threshold, equalErrorRate: rate };
}
