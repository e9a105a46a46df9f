import type { JSX } from 'preact';
import type { ViewName } from '../state/route.js';
import { undoOf } from '../state/undo.js';
import { Icon } from './Icon.js';

/** Back and forth through what has been set in a view. */
export function UndoButtons({ view }: { readonly view: ViewName }): JSX.Element {
  const { canUndo, canRedo, undo, redo } = undoOf(view);
  return (
    <>
      <button type="button" class="quiet" aria-label="Undo" disabled={!canUndo.value} onClick={undo}>
        <Icon name="undo" />
      </button>
      <button type="button" class="quiet" aria-label="Redo" disabled={!canRedo.value} onClick={redo}>
        <Icon name="redo" />
      </button>
    </>
  );
}
