/**
 * Runs one job at a time. A job that comes while another runs waits; one that comes after it takes its place.
 * So a picture follows a slider as fast as it can be drawn, and never lags behind by a queue.
 */
export class Latest<Input> {
  readonly #work: (input: Input) => Promise<void>;
  #running = false;
  #waiting: { readonly input: Input } | undefined;

  /** @param work must not reject */
  constructor(work: (input: Input) => Promise<void>) {
    this.#work = work;
  }

  push(input: Input): void {
    this.#waiting = { input };
    if (!this.#running) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting !== undefined) {
      const { input } = this.#waiting;
      this.#waiting = undefined;
      await this.#work(input);
    }
    this.#running = false;
  }
}
