/** Whatever a worker answers to a call carries the call's number. */
interface Numbered {
  readonly id: number;
}

/** Calls to a worker. */
export type Caller<Request extends Numbered, Reply extends { readonly kind: string }> = <
  Kind extends Reply['kind'],
>(
  request: WithoutId<Request>,
) => Promise<Extract<Reply, { kind: Kind }>>;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Turns messages to a worker and back into calls.
 *
 * @param onOther gets what the worker says of its own accord
 * @param onFailure is told when the worker did not start, or stumbled where it could not answer
 */
export function createCaller<Request extends Numbered, Reply extends { readonly kind: string }>(
  worker: Worker,
  onOther: (reply: Reply) => void = () => {},
  onFailure: () => void = () => {},
): Caller<Request, Reply> {
  const waiting = new Map<number, { resolve(reply: never): void; reject(error: Error): void }>();
  let next = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Reply & Partial<Numbered>>) => {
    const call = data.id === undefined ? undefined : waiting.get(data.id);
    if (call === undefined) return onOther(data);
    waiting.delete(data.id!);
    if (data.kind === 'failed') call.reject(new Error((data as unknown as { message: string }).message));
    else call.resolve(data as never);
  });
  worker.addEventListener('error', (event) => {
    for (const call of waiting.values()) call.reject(new Error(event.message || 'the worker did not start'));
    waiting.clear();
    onFailure();
  });
  return (request) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
}

/**
 * Calls to a worker that starts at the first of them, and anew after it has failed: one fetch that did not come is no
 * reason to wait for ever.
 */
export function callerOf<Request extends Numbered, Reply extends { readonly kind: string }>(
  start: () => Worker,
): Caller<Request, Reply> {
  let opened: Caller<Request, Reply> | undefined;
  return (request) => {
    if (opened === undefined) {
      const worker = start();
      opened = createCaller(
        worker,
        () => {},
        () => {
          worker.terminate();
          opened = undefined;
        },
      );
    }
    return opened(request);
  };
}
