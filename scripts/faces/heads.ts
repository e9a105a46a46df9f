import type { Random } from '../../src/numeric/random.js';
import { blend, type HeadMesh } from './headMesh.js';
import type { MakeHuman } from './makeHuman.js';

/** Folders of the targets that shape a face. */
const DETAILS = ['cheek', 'chin', 'ears', 'eyebrows', 'eyes', 'forehead', 'head', 'mouth', 'neck', 'nose'];

/** Opposite ends of one slider, as the target names spell them. */
const OPPOSITES = [
  ['in', 'out'],
  ['down', 'up'],
  ['deflate', 'inflate'],
  ['min', 'max'],
  ['small', 'big'],
  ['less', 'more'],
  ['decr', 'incr'],
  ['decrease', 'increase'],
  ['backward', 'forward'],
  ['concave', 'convex'],
  ['pointed', 'triangle'],
  ['round', 'square'],
  ['compress', 'uncompress'],
  ['lessgreek', 'moregreek'],
  ['lesshump', 'morehump'],
  ['point', 'potato'],
] as const;

const DETAILS_PER_HEAD = 30;
/** Stronger details look gnarled, and stronger changes of the whole head give it the shape of an egg or a cone. */
const STRONGEST = { detail: 0.6, head: 0.35 } as const;

/** Draws heads: [vertices x 3], mirror-symmetric, in the place and size where the base mesh has them. */
export function headSampler(human: MakeHuman, mesh: HeadMesh): (random: Random) => Float64Array {
  const cache = new Map<string, Float64Array>();
  const symmetric = (name: string): Float64Array => {
    let offsets = cache.get(name);
    if (!offsets) {
      offsets = symmetricOffsets(human.target(name), mesh, /^\w+\/[lr]-/.test(name) ? 1 : 0.5);
      cache.set(name, offsets);
    }
    return offsets;
  };
  const sliders = detailSliders(human.targets);
  const base = Float64Array.from(mesh.source.flatMap((source) => blend(source, human.vertices)));
  return (random) => {
    const head = base.slice();
    const add = (name: string, strength: number): void => {
      const offsets = symmetric(name);
      for (let i = 0; i < head.length; i++) head[i]! += strength * offsets[i]!;
    };
    for (const [name, strength] of macroTargets(random)) add(name, strength);
    for (let i = 0; i < DETAILS_PER_HEAD; i++) {
      const slider = sliders[random.integer(sliders.length)]!;
      const name = slider[random.integer(slider.length)]!;
      const strongest = /^(fore)?head/.test(name) ? STRONGEST.head : STRONGEST.detail;
      add(name, random.uniform(0, strongest));
    }
    return head;
  };
}

/**
 * Race, sex, age and weight, in MakeHuman's scheme: the strengths of the targets of each family sum to 1.
 * Adults in the main; a tenth have something of a child.
 */
function macroTargets(random: Random): [string, number][] {
  const races = mixture(['african', 'asian', 'caucasian'], random);
  const female = Math.min(1, Math.max(0, 0.5 + (random.uniform() < 0.5 ? -1 : 1) * random.uniform(0.2, 0.6)));
  const sexes = { female, male: 1 - female };
  const child = random.uniform() < 0.1 ? random.uniform(0, 0.4) : 0;
  const old = (1 - child) * random.uniform() ** 1.5 * 0.9;
  const ages = { child, young: 1 - child - old, old };
  const muscles = slider('muscle', random.uniform(-0.8, 0.8));
  const weights = slider('weight', random.uniform(-0.9, 0.9));
  const targets: [string, number][] = [];
  for (const [sex, s] of Object.entries(sexes)) {
    for (const [age, a] of Object.entries(ages)) {
      for (const [race, r] of Object.entries(races)) {
        targets.push([`macrodetails/${race}-${sex}-${age}`, s * a * r]);
      }
      for (const [muscle, m] of Object.entries(muscles)) {
        for (const [weight, w] of Object.entries(weights)) {
          targets.push([`macrodetails/universal-${sex}-${age}-${muscle}-${weight}`, s * a * m * w]);
        }
      }
    }
  }
  return targets.filter(([, strength]) => strength > 0);
}

/** Random shares that sum to 1, rarely equal ones. */
export function mixture(names: readonly string[], random: Random): Record<string, number> {
  const raw = names.map(() => random.uniform() ** 3 + 1e-3);
  const sum = raw.reduce((a, b) => a + b);
  return Object.fromEntries(names.map((name, i) => [name, raw[i]! / sum]));
}

function slider(what: string, value: number): Record<string, number> {
  return {
    [`min${what}`]: Math.max(0, -value),
    [`average${what}`]: 1 - Math.abs(value),
    [`max${what}`]: Math.max(0, value),
  };
}

/** Names that belong to one slider; sliders of one side stand for both sides. */
function detailSliders(targets: readonly string[]): string[][] {
  const sliders = new Map<string, string[]>();
  for (const name of targets) {
    if (!DETAILS.includes(name.split('/')[0]!) || /\/r-|(horiz|(head|mouth)-trans)-(in|out)$/.test(name))
      continue;
    const end = name.slice(name.lastIndexOf('-') + 1);
    const pair = OPPOSITES.find((ends) => (ends as readonly string[]).includes(end));
    const stem = pair ? name.slice(0, name.lastIndexOf('-')) + pair.join() : name;
    sliders.set(stem, [...(sliders.get(stem) ?? []), name]);
  }
  return [...sliders.values()];
}

/** The symmetric part of a target's displacements, in decimetres; a one-sided target moves both sides. */
function symmetricOffsets(target: Int16Array, mesh: HeadMesh, weight: number): Float64Array {
  const offsets = new Float64Array(mesh.source.length * 3);
  mesh.source.forEach((source, i) => {
    const here = blend(source, target);
    const there = blend(mesh.source[mesh.mirror[i]!]!, target);
    for (let axis = 0; axis < 3; axis++) {
      offsets[i * 3 + axis] = (weight * (here[axis]! + (axis === 0 ? -1 : 1) * there[axis]!)) / 1000;
    }
  });
  return offsets;
}
