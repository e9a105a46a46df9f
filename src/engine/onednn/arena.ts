/** A block of memory that is in use from one step of a program to another, both included. */
export interface Block {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Cache lines, and what oneDNN's kernels like best. */
const ALIGNMENT = 64;

/**
 * Places blocks in one stretch of memory so that blocks in use at the same time do not overlap: largest
 * first, each at the lowest address that is free during its whole life.
 *
 * @returns the blocks' offsets and the length of the stretch, in bytes
 */
export function placeBlocks(blocks: readonly Block[]): { offsets: number[]; bytes: number } {
  const offsets = new Array<number>(blocks.length).fill(0);
  const placed: number[] = [];
  let total = 0;
  const order = blocks.map((_, i) => i).sort((a, b) => blocks[b]!.bytes - blocks[a]!.bytes || a - b);
  for (const i of order) {
    const block = blocks[i]!;
    let offset = 0;
    for (const j of placed) {
      const other = blocks[j]!;
      if (other.last < block.first || block.last < other.first) continue;
      if (offset + block.bytes <= offsets[j]!) break;
      offset = Math.max(offset, align(offsets[j]! + other.bytes));
    }
    offsets[i] = offset;
    total = Math.max(total, offset + block.bytes);
    placed.push(i);
    placed.sort((a, b) => offsets[a]! - offsets[b]!);
  }
  return { offsets, bytes: total };
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
