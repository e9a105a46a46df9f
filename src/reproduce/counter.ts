import type { OnWork } from './part.js';

/** Sums up counts of work done, as evaluations give them. */
export function counter(total: number, onWork: OnWork): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    onWork(done, total);
  };
}
