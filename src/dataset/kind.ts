import { nearest, UserError } from '../errors.js';
import type { Scene } from '../scene/scene.js';

/** What gives the words in a kind their meaning: a scene, or a data set's info. */
export type Vocabulary = {
  readonly factors: readonly { readonly name: string }[];
  readonly aliases: Scene['aliases'];
};

const ALL = 'all';
const ALL_BUT = 'all-but-';

/**
 * The factors that vary in a batch of this kind, in the scene's order.
 *
 * A kind is the name of a set of factors: factors and aliases joined by `+` (`azimuth`, `shape+texture`,
 * `intrinsic`), the complement of such a sum (`all-but-elevation`), or `all`.
 *
 * @throws UserError for an unknown word or an empty set
 */
export function activeFactors(kind: string, vocabulary: Vocabulary): string[] {
  const active = resolve(kind, vocabulary);
  if (active.length === 0)
    throw new UserError(`In batches of the kind ${kind} nothing would vary. Let at least one factor vary.`);
  return active;
}

/**
 * The one name of a set of factors that data sets and random streams go by: `texture+shape` and
 * `shape+texture` are both `intrinsic`.
 */
export function kindName(active: readonly string[], vocabulary: Vocabulary): string {
  const names = namesOf(vocabulary).filter((name) => active.includes(name));
  const words = [...namesOf(vocabulary), ...Object.keys(vocabulary.aliases)];
  const candidates = [...words, ALL, ...words.map((word) => ALL_BUT + word)];
  const sum = names.join('+');
  return candidates.find((kind) => resolve(kind, vocabulary).join('+') === sum) ?? sum;
}

/** The kind's one name, or a UserError: see `activeFactors` and `kindName`. */
export function canonicalKind(kind: string, vocabulary: Vocabulary): string {
  return kindName(activeFactors(kind, vocabulary), vocabulary);
}

/**
 * The kinds that are rendered unless others are asked for: each factor alone and each alias, as in the paper
 * (section 3.1), then 'all but one' for each factor, which align the code across people, poses and lights:
 * one-factor batches alone never tell the encoder that elevation means the same for two people. Last `all`, which
 * validation, testing and the unsupervised objectives want.
 */
export function defaultKinds(vocabulary: Vocabulary): string[] {
  const names = namesOf(vocabulary);
  const kinds = [...names, ...Object.keys(vocabulary.aliases)];
  if (names.length > 1) kinds.push(...names.map((name) => ALL_BUT + name), ALL);
  return [...new Set(kinds.map((kind) => canonicalKind(kind, vocabulary)))];
}

/** The factors that kinds speak of, in the order of their first mention. */
export function factorsIn(kinds: readonly string[], aliases: Scene['aliases']): string[] {
  const words = kinds.flatMap((kind) => sumIn(kind).split('+')).filter((word) => word !== ALL);
  return [...new Set(words.flatMap((word) => (Object.hasOwn(aliases, word) ? aliases[word]! : [word])))];
}

/** Like `activeFactors`, but the set may be empty. */
function resolve(kind: string, vocabulary: Vocabulary): string[] {
  const names = namesOf(vocabulary);
  const complement = kind.startsWith(ALL_BUT);
  const sum = sumIn(kind);
  const named = new Set(
    sum === ALL ? names : sum.split('+').flatMap((word) => meaning(word, kind, vocabulary)),
  );
  return names.filter((name) => named.has(name) !== complement);
}

/** The sum in a kind: all of it, or what follows `all-but-`. */
function sumIn(kind: string): string {
  return kind.startsWith(ALL_BUT) ? kind.slice(ALL_BUT.length) : kind;
}

/** The factors that a word in `kind` stands for. */
function meaning(word: string, kind: string, vocabulary: Vocabulary): readonly string[] {
  const names = namesOf(vocabulary);
  if (names.includes(word)) return [word];
  if (Object.hasOwn(vocabulary.aliases, word)) return vocabulary.aliases[word]!;
  const words = [...names, ...Object.keys(vocabulary.aliases)];
  const guess = nearest(word, words);
  throw new UserError(
    `The kind "${kind}" speaks of a factor "${word}", which there is not.` +
      `${guess === undefined ? '' : ` Did you mean ${guess}?`} The factors are ${words.join(', ')};` +
      ` join several by +, or write ${ALL_BUT}${names[0]} or ${ALL}.`,
  );
}

function namesOf(vocabulary: Vocabulary): string[] {
  return vocabulary.factors.map((factor) => factor.name);
}
