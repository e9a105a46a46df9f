let live = 0;

/** How many native handles scopes own at this moment, in the whole process: none once all are disposed of. */
export function liveHandles(): number {
  return live;
}

/** Owns native handles and the JavaScript memory that they point into, and gives them back in one go. */
export class Scope {
  #destroyers: (() => void)[] = [];
  #kept: unknown[] = [];

  /** @param destroy gives the handle back; called once, the last owned first */
  own(destroy: () => void): void {
    this.#destroyers.push(destroy);
    live++;
  }

  /** Keeps memory from being collected while native code has its address. */
  keep(memory: unknown): void {
    this.#kept.push(memory);
  }

  dispose(): void {
    for (const destroy of this.#destroyers.reverse()) {
      destroy();
      live--;
    }
    this.#destroyers = [];
    this.#kept = [];
  }
}
