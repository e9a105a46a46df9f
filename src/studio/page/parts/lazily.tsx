import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../state/notice.js';

type Body = () => JSX.Element;

/** A view that is fetched when it is first opened. */
export function lazily(load: () => Promise<Body>): Body {
  let loaded: Body | undefined;
  return () => {
    const [, redraw] = useState(false);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then((body) => {
        loaded = body;
        redraw(true);
      }, complain);
    }, []);
    const Loaded = loaded;
    return Loaded === undefined ? <div class="starting" /> : <Loaded />;
  };
}
