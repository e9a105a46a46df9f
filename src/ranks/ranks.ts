/**
 * The processes of one training, each with a share of every step: ranks 0 ... size - 1, in the word of MPI. Every rank
 * makes the same calls in the same order, and each call waits for all.
 */
export interface Ranks {
  readonly rank: number;
  readonly size: number;
  /** Name of the machine. */
  readonly host: string;
  /** One line for people: library and version. */
  readonly description: string;
  /**
   * Overwrites the numbers with their sum over all ranks: the same bits on each. They must stay where they are until it
   * is done; others may be worked on meanwhile.
   */
  sum(values: Float32Array | Float64Array): Promise<void>;
  /** Overwrites the numbers with those of rank 0. */
  share(values: Float32Array): Promise<void>;
  /** Waits for all and ends what they had in common. */
  leave(): void;
  /** Ends all ranks, whatever they are at. */
  abort(exitCode: number): void;
}

/** A training in one process, which needs nobody's numbers. */
export const alone: Ranks = {
  rank: 0,
  size: 1,
  host: 'here',
  description: 'one process',
  sum: async () => {},
  share: async () => {},
  leave: () => {},
  abort: () => {},
};

/** Every rank's text, in the order of ranks. Of nothing but empty ones, as in most steps, only lengths are sent. */
export async function gather(ranks: Ranks, text: string): Promise<readonly string[]> {
  const own = new TextEncoder().encode(text);
  const lengths = new Float64Array(ranks.size);
  lengths[ranks.rank] = own.length;
  await ranks.sum(lengths);
  const starts = Array.from(lengths, (_, i) =>
    lengths.subarray(0, i).reduce((sum, length) => sum + length, 0),
  );
  const bytes = new Float32Array(starts.at(-1)! + lengths.at(-1)!);
  if (bytes.length === 0) return starts.map(() => '');
  bytes.set(own, starts[ranks.rank]);
  await ranks.sum(bytes);
  return starts.map((start, i) =>
    new TextDecoder().decode(Uint8Array.from(bytes.subarray(start, start + lengths[i]!))),
  );
}
