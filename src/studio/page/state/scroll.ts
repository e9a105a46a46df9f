/** How far down the page each entry of the history was left, by the key that stands in its state. */
const places = new Map<string, number>();
/** Of the entry that is shown; undefined between a change of view and the entry that will be made for it. */
let current: string | undefined;

/** Takes from the browser what it cannot do: when it puts a page back, the view that was there is not yet drawn. */
export function keepPlaces(): void {
  history.scrollRestoration = 'manual';
  addEventListener('scroll', () => {
    if (current !== undefined) places.set(current, scrollY);
  });
}

/** The state of a new entry, which is the one that is shown from now on. */
export function newEntry(): object {
  current = `${Date.now()}-${Math.random()}`;
  return { entry: current };
}

/** The browser has gone to an entry. @returns how far down it was left; 0 of a new one */
export function enterEntry(): number {
  const { entry } = (history.state ?? {}) as { readonly entry?: string };
  if (entry === undefined) {
    history.replaceState(newEntry(), '');
    return 0;
  }
  current = entry;
  return places.get(entry) ?? 0;
}

/** What is shown now is no longer that of the entry. */
export function leaveEntry(): void {
  current = undefined;
}

/** Milliseconds that a view is given to become as high as it was: on a slow machine faces are read for seconds. */
const PATIENCE = 5000;
/** What someone does who wants to be elsewhere. */
const TOUCHES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Scrolls as soon as the page is long enough, unless someone touches it meanwhile. */
export function scrollDown(to: number): void {
  scrollTo(0, to);
  if (to === 0) return;
  const entry = current;
  const until = performance.now() + PATIENCE;
  const touched = new AbortController();
  for (const kind of TOUCHES)
    addEventListener(kind, () => touched.abort(), { signal: touched.signal, passive: true });
  const again = (now: number): void => {
    if (Math.abs(scrollY - to) <= 1 || now > until || current !== entry) touched.abort();
    if (touched.signal.aborted) return;
    scrollTo(0, to);
    requestAnimationFrame(again);
  };
  requestAnimationFrame(again);
}
