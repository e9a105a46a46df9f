/** Whatever a worker answers to a call carries the call's number. */
interface Numbered {
  readonly id: number;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/**
 * Turns messages to a worker and back into calls.
 *
 * @param onOther gets what the worker says of its own accord
 */
export function createCaller<Request extends Numbered, Reply extends { readonly kind: string }>(
  worker: Worker,
  onOther: (reply: Reply) => void = () => {},
): <Kind extends Reply['kind']>(request: WithoutId<Request>) => Promise<Extract<Reply, { kind: Kind }>> {
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
  });
  return (request) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
}
