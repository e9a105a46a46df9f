import type { Ranks } from '../../src/ranks/ranks.js';

type Numbers = Float32Array | Float64Array;

interface Meeting {
  readonly brought: (Numbers | undefined)[];
  readonly take: ((result: Numbers) => void)[];
}

/**
 * Ranks within this process, which meet as those of MPI do: each call of one with the same call of all others. Sums are
 * made in the order of ranks, in the precision of the numbers.
 */
export function ranksInProcess(size: number): readonly Ranks[] {
  const meetings: Meeting[] = [];
  const meet = (rank: number, call: number, own: Numbers, combine: (all: readonly Numbers[]) => Numbers) =>
    new Promise<Numbers>((resolve) => {
      meetings[call] ??= { brought: [], take: [] };
      const { brought, take } = meetings[call];
      brought[rank] = own.slice();
      take[rank] = resolve;
      if (Object.keys(brought).length < size) return;
      const all = brought as Numbers[];
      for (const other of all)
        if (other.length !== own.length || other.constructor !== own.constructor)
          throw new Error(`call ${call}: ranks have come to different calls`);
      const result = combine(all);
      for (const one of take) one(result);
    });
  return Array.from({ length: size }, (_, rank) => {
    let calls = 0;
    return {
      rank,
      size,
      host: 'here',
      description: 'one process',
      async sum(values: Numbers) {
        values.set(await meet(rank, calls++, values, added));
      },
      async share(values: Float32Array) {
        values.set(await meet(rank, calls++, values, ([first]) => first!));
      },
      leave() {},
      abort() {
        throw new Error('aborted');
      },
    };
  });
}

function added(all: readonly Numbers[]): Numbers {
  const sum = all[0]!.slice();
  for (const other of all.slice(1)) for (const [i, x] of other.entries()) sum[i] = sum[i]! + x;
  return sum;
}
