/**
 * Fetches files side by side and says how far they have come.
 *
 * @param onProgress bytes so far, as they are when they are unpacked
 * @param signal breaks it off
 */
export async function download(
  urls: readonly string[],
  onProgress: (loaded: number) => void,
  signal?: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const loaded = urls.map(() => 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return Promise.all(
    urls.map(async (url, i) => {
      const response = await fetch(url, signal && { signal });
      if (!response.ok) throw new Error(`${url} answers ${response.status}`);
      const chunks: Uint8Array[] = [];
      for (const reader = response.body!.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        chunks.push(value);
        loaded[i]! += value.length;
        onProgress(sum(loaded));
      }
      const bytes = new Uint8Array(loaded[i]!);
      let offset = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, offset);
        offset += chunk.length;
      }
      return bytes;
    }),
  );
}
