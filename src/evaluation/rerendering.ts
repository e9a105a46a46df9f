import { toPixels } from '../dataset/pixels.js';
import { renderImages } from '../dataset/renderImages.js';
import { sampleBatch } from '../dataset/sample.js';
import { glancing } from '../model/glances.js';
import type { Model } from '../model/model.js';
import { parametersOf, type Scene } from '../scene/scene.js';
import { encodeImages } from './encodeImages.js';
import { type ErrorMap, ErrorMaps } from './errorMaps.js';
import { type ImageScore, type PeopleScore, scoreImage, scorePeople, toBytes } from './imageScore.js';
import { peopleOf } from './people.js';
import {
  drawTargets,
  NEAR,
  poseDistance,
  type SettableFactor,
  setCode,
  setTruth,
  settableFactors,
} from './targets.js';

/** One re-rendered image beside the truth. */
interface Rerendered {
  readonly person: number;
  /** Angle in degrees between source and target view; 0 where the scene has no pose. */
  readonly distance: number;
  readonly score: ImageScore;
  readonly unchanged: ImageScore;
}

/** Scores of some re-rendered images, and of their sources left as they are. */
export interface Rerenderings extends PeopleScore {
  /** What leaving the source as it is would score. */
  readonly unchanged: PeopleScore;
}

export interface RerenderScore extends Rerenderings {
  /** The scores above are of targets within 60 degrees of the source's pose, under any light; these of all. */
  readonly byDistance: readonly (Rerenderings & { readonly from: number; readonly to: number })[];
}

/** What the sheets and maps of the report are made of. Images are [size, size], 0 to 255. */
export interface RerenderMaterial {
  readonly score: RerenderScore;
  readonly factors: readonly string[];
  /** One a person. */
  readonly examples: readonly {
    readonly source: Uint8Array;
    readonly target: readonly number[];
    readonly truth: Uint8Array;
    readonly ours: Uint8Array;
  }[];
  readonly errorMaps: readonly ErrorMap[];
}

/**
 * The error differs more between people than between poses of one person: with 8 people and 105 targets each it
 * differed by a third from seed to seed.
 */
const PEOPLE = 100;
/** Targets of each person within 60 degrees, and anywhere. */
const NEAR_TARGETS = 12;
const OTHER_TARGETS = 4;
/** Targets to choose the near ones from: a third and more are near wherever the source looks. */
const CANDIDATES = 128;
const DISTANCE_STEP = 20;
/** Every so manyth person is shown. */
const EXAMPLE_STRIDE = 10;

/** How many images `measureRerendering` re-renders. */
export function rerenderCount(model: Model, scene: Scene): number {
  return settableFactors(model, scene).length === 0 ? 0 : PEOPLE * (NEAR_TARGETS + OTHER_TARGETS);
}

/**
 * The 3D engine that was learnt (paper, section 4.1): from one image of each of many unseen people, set pose and
 * light to random targets and compare with the true render. Undefined where no unit of the code can be set.
 */
export async function measureRerendering(
  model: Model,
  scene: Scene,
  seed: number,
  onImages: (count: number) => void = () => {},
): Promise<RerenderMaterial | undefined> {
  const factors = settableFactors(model, scene);
  if (factors.length === 0) return undefined;
  const { size, code } = model.description.architecture;
  const pixels = size ** 2;
  const width = parametersOf(scene).length;
  const people = sampleBatch(scene, { seed, split: 'test', kind: 'all', index: 0 }, PEOPLE);
  // Objects that are counted may be drawn twice: they are then one.
  const who = peopleOf(people, scene.factors);
  const sources = renderImages(scene, people, size);
  const { mu } = await encodeImages(glancing(model), sources);
  const all: Rerendered[] = [];
  const examples: RerenderMaterial['examples'][number][] = [];
  const errorMaps = new ErrorMaps(factors, pixels);
  for (let person = 0; person < PEOPLE; person++) {
    const own = people.subarray(person * width, (person + 1) * width);
    const source = sources.subarray(person * pixels, (person + 1) * pixels);
    const before = toPixels(source);
    const targets = chooseTargets(scene, factors, own, { seed, index: person });
    const wanted = new Float32Array(targets.length * width);
    const codes = new Float32Array(targets.length * code);
    for (const [i, target] of targets.entries()) {
      wanted.set(own, i * width);
      setTruth(factors, target, wanted.subarray(i * width, (i + 1) * width));
      codes.set(mu.subarray(person * code, (person + 1) * code), i * code);
      setCode(factors, target, codes.subarray(i * code, (i + 1) * code));
    }
    const renders = renderImages(scene, wanted, size);
    const decoded = await model.decode(codes);
    for (const [i, target] of targets.entries()) {
      const render = renders.subarray(i * pixels, (i + 1) * pixels);
      const truth = toPixels(render);
      const ours = decoded.subarray(i * pixels, (i + 1) * pixels);
      all.push({
        person: who?.[person] ?? person,
        distance: poseDistance(scene, own, wanted.subarray(i * width, (i + 1) * width)),
        score: scoreImage(ours, truth, size),
        unchanged: scoreImage(before, truth, size),
      });
      errorMaps.add(target, ours, truth);
      if (i === 0 && person % EXAMPLE_STRIDE === 0)
        examples.push({
          source,
          target: factors.map(({ place }) => target[place]!),
          truth: render,
          ours: toBytes(ours),
        });
    }
    onImages(NEAR_TARGETS + OTHER_TARGETS);
  }
  return {
    score: summarise(all),
    factors: factors.map(({ name }) => name),
    examples,
    errorMaps: errorMaps.maps(),
  };
}

/** Some targets near the source's pose, then some anywhere. */
function chooseTargets(
  scene: Scene,
  factors: readonly SettableFactor[],
  source: Float32Array,
  stream: { readonly seed: number; readonly index: number },
): readonly Float32Array[] {
  const drawn = drawTargets(scene, factors, stream, OTHER_TARGETS + CANDIDATES);
  // What is not set keeps the source's value, also where it is part of the pose.
  const posed = (target: Float32Array): Float32Array => {
    const parameters = source.slice();
    setTruth(factors, target, parameters);
    return parameters;
  };
  const near = drawn
    .slice(OTHER_TARGETS)
    .filter((target) => poseDistance(scene, source, posed(target)) <= NEAR);
  return [...near.slice(0, NEAR_TARGETS), ...drawn.slice(0, OTHER_TARGETS)];
}

function summarise(all: readonly Rerendered[]): RerenderScore {
  const scoresOf = (part: typeof all): Rerenderings => {
    const people = part.map(({ person }) => person);
    return {
      ...scorePeople(
        part.map(({ score }) => score),
        people,
      ),
      unchanged: scorePeople(
        part.map(({ unchanged }) => unchanged),
        people,
      ),
    };
  };
  const byDistance = [];
  for (let from = 0; from < 180; from += DISTANCE_STEP) {
    const to = from + DISTANCE_STEP;
    const part = all.filter(({ distance }) => distance >= from && distance < to);
    if (part.length > 0) byDistance.push({ from, to, ...scoresOf(part) });
  }
  return { ...scoresOf(all.filter(({ distance }) => distance <= NEAR)), byDistance };
}
