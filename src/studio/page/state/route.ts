import { effect, type Signal, signal } from '@preact/signals';
import { enterEntry, keepPlaces, leaveEntry, newEntry, scrollDown } from './scroll.js';

export const viewNames = ['rerender', 'mix', 'explore', 'scene', 'head', 'mirror', 'learn', 'train'] as const;
export type ViewName = (typeof viewNames)[number];

/** What a view shows, as its part of the address says it: `{face: 'ada', azimuth: '20'}`. */
export type Params = Readonly<Record<string, string>>;

export interface Route {
  readonly view: ViewName;
  readonly params: Params;
}

/** `#/rerender?face=ada&azimuth=20`; anything unknown is the first view. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const view = viewNames.find((name) => name === path) ?? viewNames[0];
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

export function formatRoute({ view, params }: Route): string {
  const query = new URLSearchParams({ ...params }).toString();
  return `#/${view}${query === '' ? '' : `?${query}`}`;
}

/** The params without those that are undefined in the patch. */
export function patched(params: Params, patch: Readonly<Record<string, string | undefined>>): Params {
  const merged = Object.entries({ ...params, ...patch });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export const view: Signal<ViewName> = signal(viewNames[0]);

/** Every view keeps its own state while another one is open. */
const states: Readonly<Record<ViewName, Signal<Params>>> = {
  rerender: signal({}),
  mix: signal({}),
  explore: signal({}),
  scene: signal({}),
  head: signal({}),
  mirror: signal({}),
  learn: signal({}),
  train: signal({}),
};

export function paramsOf(name: ViewName): Signal<Params> {
  return states[name];
}

/** Goes to a view that shows this and nothing else. */
export function goTo(name: ViewName, params: Params): void {
  states[name].value = params;
  view.value = name;
}

/** Changes some params of a view; undefined removes one. */
export function change(name: ViewName, patch: Readonly<Record<string, string | undefined>>): void {
  states[name].value = patched(states[name].value, patch);
}

/** Browsers refuse more than a few hundred changes of the address in half a minute. */
const QUIET = 250;

/** Params that name a face, view by view: `light` is one in Mix, and an angle elsewhere. */
const FACES: Readonly<Record<ViewName, readonly string[]>> = {
  rerender: ['face'],
  mix: ['pose', 'light', 'person', 'from', 'to'],
  explore: ['face'],
  scene: ['person'],
  head: ['person', 'face'],
  mirror: ['face'],
  learn: [],
  train: [],
};

/** What Back goes back over: another view, or another face. All else changes the entry that is there. */
function placeOf({ view, params }: Route): string {
  return [view, ...FACES[view].map((name) => params[name] ?? '')].join('\n');
}

/** Takes the state from the address, and keeps the address up to date. */
export function connectAddress(): void {
  let known = '';
  /** Where the entry that is gone to was left. */
  let place = 0;
  const read = (): void => {
    known = location.hash;
    place = enterEntry();
    const route = parseRoute(location.hash);
    states[route.view].value = route.params;
    view.value = route.view;
    place = 0;
  };
  read();
  keepPlaces();
  addEventListener('hashchange', read);
  // Back and Forward find the place where it was; a new view begins at its top.
  let shown = view.value;
  effect(() => {
    if (view.value === shown) return;
    shown = view.value;
    // Of its own accord, and not by an address: its entry is yet to come.
    if (location.hash === known && parseRoute(known).view !== shown) leaveEntry();
    scrollDown(place);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const hash = formatRoute({ view: view.value, params: states[view.value].value });
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Somebody has gone to another address, and its hashchange is yet to come: that one counts.
      if (location.hash !== known) return;
      const isElsewhere = known !== '' && placeOf(parseRoute(hash)) !== placeOf(parseRoute(known));
      if (hash !== known && isElsewhere) history.pushState(newEntry(), '', hash);
      else if (hash !== known) history.replaceState(history.state, '', hash);
      known = location.hash;
    }, QUIET);
  });
}
