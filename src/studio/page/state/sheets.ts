import { useEffect, useState } from 'preact/hooks';

/** Sheets that are kept, of all trainings together: a megabyte each at most. */
const MOST = 64;

/** Pictures by their address, the last that was asked for at the end. The server lets nobody keep them. */
const kept = new Map<string, Promise<string>>();

export interface Sheet {
  /** By which it was asked for. */
  readonly url: string;
  /** An address in this page. */
  readonly image: string;
}

/** A sheet, as soon as it is there; the one before stays until then. */
export function useSheet(url: string | undefined): Sheet | undefined {
  const [sheet, setSheet] = useState<Sheet>();
  useEffect(() => {
    if (url === undefined) return;
    let gone = false;
    open(url).then(
      (image) => !gone && setSheet({ url, image }),
      // It may be there at the next validation.
      () => kept.delete(url),
    );
    return () => {
      gone = true;
    };
  }, [url]);
  return sheet;
}

function open(url: string): Promise<string> {
  const image = kept.get(url) ?? fetchImage(url);
  kept.delete(url);
  kept.set(url, image);
  for (const [old, content] of kept) {
    if (kept.size <= MOST) break;
    kept.delete(old);
    void content.then(URL.revokeObjectURL, () => {});
  }
  return image;
}

async function fetchImage(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return URL.createObjectURL(await response.blob());
}
