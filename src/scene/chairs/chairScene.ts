import { keepLast } from '../keepLast.js';
import type { Scene } from '../scene.js';
import { formatSceneName } from '../sceneName.js';
import { createTurntable, type TurntableOptions } from '../turntable.js';
import { makeChair } from './chair.js';
import { chairIdentity, styleOf } from './style.js';

/**
 * Chairs as a scene: endlessly many, each from four choices among forms and some lengths and tones, on a turntable
 * (`createTurntable`).
 */
export function createChairScene(options?: TurntableOptions): Scene {
  return createTurntable(
    formatSceneName({ kind: 'chairs', elevations: options?.elevations }),
    chairIdentity,
    keepLast((values) => makeChair(styleOf(values))),
    options,
  );
}
