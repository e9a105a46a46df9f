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
}
