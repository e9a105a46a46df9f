import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Camera } from './parts/Camera.js';
import { Cropper } from './parts/Cropper.js';
import { Engine } from './parts/Engine.js';
import { Icon } from './parts/Icon.js';
import { Notice } from './parts/Notice.js';
import { Starting } from './parts/Starting.js';
import { cameraOpen, cropping } from './state/intake.js';
import { formatRoute, paramsOf, type ViewName, view } from './state/route.js';
import { runs } from './state/runs.js';
import { drawsTruth, start } from './state/studio.js';
import { theme, toggleTheme } from './state/theme.js';
import { Explore } from './views/Explore.js';
import { HeadView } from './views/Head.js';
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
  train: { title: 'Train', body: Train },
};

export function App(): JSX.Element {
  const current = view.value;
  const { title, body: Body } = VIEWS[current];
  useEffect(() => {
    document.title = `${title} · dcign studio`;
  }, [title]);
  const ready = start.value.phase === 'ready';
  const faces = start.value.phase !== 'ready' || drawsTruth(start.value.studio.description);
  const shown = (Object.keys(VIEWS) as ViewName[]).filter(
    (name) =>
      (name !== 'train' || runs.value !== undefined) && ((name !== 'scene' && name !== 'head') || faces),
  );
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
        <nav aria-label="Views">
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
      <main aria-label={title}>
        <h1 class="hidden">{title}</h1>
        {/* Trainings can be watched before there is a model. */}
        {ready || current === 'train' ? <Body key={current} /> : <Starting />}
      </main>
      {cropping.value !== undefined && <Cropper photo={cropping.value} />}
      {cameraOpen.value && <Camera />}
      <Notice />
    </>
  );
}
