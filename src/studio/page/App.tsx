import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Camera } from './parts/Camera.js';
import { Cropper } from './parts/Cropper.js';
import { Engine } from './parts/Engine.js';
import { Help } from './parts/Help.js';
import { Icon } from './parts/Icon.js';
import { lazily } from './parts/lazily.js';
import { Notice } from './parts/Notice.js';
import { Starting } from './parts/Starting.js';
import { helpOpen } from './state/help.js';
import { cameraOpen, cropping, dragging } from './state/intake.js';
import { formatRoute, paramsOf, type ViewName, view } from './state/route.js';
import { runs } from './state/runs.js';
import { drawsTruth, start } from './state/studio.js';
import { theme, toggleTheme } from './state/theme.js';
import { useWidth } from './state/width.js';
import { Explore } from './views/Explore.js';
import { HeadView } from './views/Head.js';
import { MirrorView } from './views/Mirror.js';
import { Mix } from './views/Mix.js';
import { Rerender } from './views/Rerender.js';
import { SceneView } from './views/Scene.js';
import { Train } from './views/Train.js';

const VIEWS: Readonly<Record<ViewName, { readonly title: string; readonly body: () => JSX.Element }>> = {
  rerender: { title: 'Re-render', body: Rerender },
  mix: { title: 'Mix', body: Mix },
  explore: { title: 'Explore', body: Explore },
  scene: { title: 'Scene', body: SceneView },
  head: { title: 'Head', body: HeadView },
  mirror: { title: 'Mirror', body: MirrorView },
  learn: { title: 'Learn', body: lazily(async () => (await import('./views/Learn.js')).Learn) },
  train: { title: 'Train', body: Train },
};

/** Views of what only a model of faces can do. */
const OF_FACES: readonly ViewName[] = ['scene', 'head', 'mirror', 'learn'];

export function App(): JSX.Element {
  const ready = start.value.phase === 'ready';
  const faces = start.value.phase !== 'ready' || drawsTruth(start.value.studio.description);
  const shown = (Object.keys(VIEWS) as ViewName[]).filter(
    (name) => (name !== 'train' || runs.value !== undefined) && (faces || !OF_FACES.includes(name)),
  );
  // An address may ask for what this model or this host does not have.
  const current = shown.includes(view.value) ? view.value : 'rerender';
  const { title, body: Body } = VIEWS[current];
  useEffect(() => {
    document.title = `${title} · dcign studio`;
  }, [title]);
  const nav = useRef<HTMLElement>(null);
  const width = useWidth(nav);
  // On a phone the views do not all fit beside each other.
  useLayoutEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (tab) nav.current!.scrollLeft = tab.offsetLeft - (nav.current!.clientWidth - tab.offsetWidth) / 2;
  }, [current, shown.length, width]);
  return (
    <>
      <header class="top">
        <a class="brand" href={formatRoute({ view: 'rerender', params: paramsOf('rerender').value })}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path class="shade" d="M16 4a12 12 0 0 0 0 24z" />
            <path class="light" d="M16 4a12 12 0 0 1 0 24z" />
          </svg>
          dcign <span>studio</span>
        </a>
        <nav ref={nav} aria-label="Views">
          {shown.map((name) => (
            <a
              key={name}
              href={formatRoute({ view: name, params: paramsOf(name).value })}
              aria-current={name === current ? 'page' : undefined}
            >
              {VIEWS[name].title}
            </a>
          ))}
        </nav>
        <div class="end">
          <Engine />
          {ready && (
            <button type="button" class="quiet" aria-label="Help" onClick={() => (helpOpen.value = true)}>
              <Icon name="help" />
            </button>
          )}
          <button
            type="button"
            class="quiet"
            aria-label={theme.value === 'dark' ? 'Light colours' : 'Dark colours'}
            onClick={toggleTheme}
          >
            <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
          </button>
        </div>
      </header>
      <main aria-label={title} tabIndex={-1}>
        <h1 class="hidden">{title}</h1>
        {/* Trainings can be watched, and begun, before there is a model. */}
        {ready || current === 'train' || current === 'learn' ? <Body key={current} /> : <Starting />}
      </main>
      {/* What is dropped before the model is there waits for it. */}
      {ready && cropping.value !== undefined && (
        <Cropper key={keyOf(cropping.value)} photo={cropping.value} />
      )}
      {ready && helpOpen.value && <Help />}
      {cameraOpen.value && <Camera />}
      {dragging.value && <div class="dropping">Drop photographs to frame what is in them</div>}
      <Notice />
    </>
  );
}

const keys = new WeakMap<object, number>();
let last = 0;

/** Another photograph, another window: nothing of one's frame is taken over by the next. */
function keyOf(photo: object): number {
  const key = keys.get(photo) ?? last++;
  keys.set(photo, key);
  return key;
}
