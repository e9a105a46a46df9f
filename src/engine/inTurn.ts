/** Runs what it is given after whatever it was given before. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** For what does one thing at a time, as runners and sessions do. What fails does not keep the next from its turn. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
