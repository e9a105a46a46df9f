import { nearest, UserError } from '../errors.js';
import { isIdentity } from '../scene/identity.js';
import type { Factor } from '../scene/scene.js';

/**
 * A run of neighbouring code units that shall stand for one transformation (paper, figure 2).
 *
 * A batch trains the groups whose factors vary in it; the units of all other groups are clamped.
 */
export interface Group {
  readonly name: string;
  /** Number of units. */
  readonly units: number;
  /** Factors of the data set that this group stands for: `intrinsic` stands for shape and texture. */
  readonly factors: readonly string[];
  /** Whether the group's units are read as a direction, for a factor that goes full circle: see `circle.ts`. */
  readonly circular?: true | undefined;
}

/** Whether a group stands for one number, not for what takes many to tell: one unit, or a direction. */
export function isOneNumber({ units, circular }: Group): boolean {
  return units === 1 || circular === true;
}

/** Units of a direction where nobody says how many: two are enough to write it, more to learn it; see `circle.ts`. */
const CIRCULAR_UNITS = 4;

/** A group for these factors; two units or more are a direction where the factors go full circle. */
export function groupOf(name: string, units: number, factors: readonly Factor[]): Group {
  return {
    ...{ name, units, factors: factors.map((factor) => factor.name) },
    ...(units > 1 && goRound(factors) && { circular: true as const }),
  };
}

/** Whether these factors are one number that goes full circle. */
export function goRound(factors: readonly Factor[]): boolean {
  const parameters = factors.flatMap((factor) => factor.parameters);
  return parameters.length === 1 && parameters[0]!.circular === true;
}

/** A group and where its units lie in the code: `start` up to, not including, `end`. */
export interface PlacedGroup extends Group {
  readonly start: number;
  readonly end: number;
}

/** Groups lie one after the other: z1 is the first group's first unit. */
export function placeGroups(groups: readonly Group[]): readonly PlacedGroup[] {
  let start = 0;
  return groups.map((group) => {
    const placed = { ...group, start, end: start + group.units };
    start = placed.end;
    return placed;
  });
}

/** Number of units of the whole code. */
export function codeLength(groups: readonly Group[]): number {
  return groups.reduce((sum, group) => sum + group.units, 0);
}

/**
 * The paper's layout: one unit for each factor that is a single number (four for one that goes full circle), and one
 * group, `intrinsic`, for all the others. For faces and a code of 200: azimuth 1, elevation 1, light 1, intrinsic 197. Of pictures without ground
 * truth nobody knows which factors are single numbers: each has a group of its own.
 *
 * @throws UserError where the code has too few units
 */
export function paperGroups(factors: readonly Factor[], code: number): readonly Group[] {
  const many = factors.filter(isIdentity);
  if (many.length < 2 || many.some(({ parameters }) => parameters.length === 0))
    return pageGroups(factors, code);
  const intrinsic = { name: 'intrinsic', parameters: many.flatMap((factor) => factor.parameters) };
  const single = factors.filter((factor) => !isIdentity(factor));
  return pageGroups([...single, intrinsic], code).map((group) =>
    group.name === 'intrinsic' ? { ...group, factors: many.map((factor) => factor.name) } : group,
  );
}

/**
 * The project page's layout: every factor has a group of its own. A factor that is a single number gets one
 * unit, or four where it goes full circle; the others share the rest of the code equally. Where every factor is a single
 * number all share.
 *
 * @throws UserError where the code has too few units
 */
export function pageGroups(factors: readonly Factor[], code: number): readonly Group[] {
  const sharing = factors.filter(isIdentity);
  const sharers = sharing.length > 0 ? sharing : factors;
  const own = (factor: Factor): number => (goRound([factor]) ? CIRCULAR_UNITS : 1);
  const single = factors.filter((factor) => !sharers.includes(factor));
  const taken = single.reduce((sum, factor) => sum + own(factor), 0);
  const least = Math.max(1, taken + sharers.length);
  if (factors.length === 0 || code < least)
    throw new UserError(
      `A code of ${code} units cannot hold ${factors.length} groups (${factors.map((f) => f.name).join(', ')}). ` +
        `Give it at least ${least} units.`,
    );
  const shared = code - taken;
  return factors.map((factor) => {
    const place = sharers.indexOf(factor);
    const share =
      Math.floor((shared * (place + 1)) / sharers.length) - Math.floor((shared * place) / sharers.length);
    return groupOf(factor.name, place < 0 ? own(factor) : share, [factor]);
  });
}

/**
 * Refuses groups that do not fill the code, share a name or a factor, or stand for a factor nobody knows.
 *
 * @throws UserError
 */
export function checkGroups(groups: readonly Group[], code: number, factors: readonly Factor[]): void {
  const layout = groups.map((group) => `${group.name} ${group.units}`).join(', ');
  const units = codeLength(groups);
  if (groups.some((group) => !Number.isInteger(group.units) || group.units < 1))
    throw new UserError(`Every group needs a whole number of units, at least 1; given: ${layout}.`);
  if (units !== code)
    throw new UserError(
      `The groups (${layout}) take ${units} units, but the code has ${code}. Make their sum equal to the code.`,
    );
  const known = factors.map((factor) => factor.name);
  const seen = new Map<string, string>();
  const names = new Set<string>();
  for (const group of groups) {
    if (names.has(group.name))
      throw new UserError(`Two groups are called ${group.name}. Rename one of them.`);
    names.add(group.name);
    for (const factor of group.factors) {
      if (!known.includes(factor)) {
        const guess = nearest(factor, known);
        throw new UserError(
          `Group ${group.name} stands for ${factor}, which is no factor of this data (${known.join(', ')}).` +
            (guess === undefined ? '' : ` Did you mean ${guess}?`),
        );
      }
      if (seen.has(factor))
        throw new UserError(
          `Both ${seen.get(factor)} and ${group.name} stand for ${factor}. A factor belongs to one group.`,
        );
      seen.set(factor, group.name);
    }
  }
}

/**
 * Which units a batch trains (paper, section 3, step 1): those of every group that stands for a factor that
 * varies in it.
 *
 * @param active names of the factors that vary within the batch
 * @returns [units], 1 trained, 0 clamped
 */
export function trainedUnits(groups: readonly Group[], active: readonly string[]): Uint8Array {
  const trained = new Uint8Array(codeLength(groups));
  for (const group of placeGroups(groups))
    if (group.factors.some((factor) => active.includes(factor))) trained.fill(1, group.start, group.end);
  return trained;
}
