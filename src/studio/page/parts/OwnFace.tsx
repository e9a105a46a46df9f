import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Face, removeFace, renameFace } from '../state/faces.js';
import { change } from '../state/route.js';

/** Of a face that was brought in: where it is, another name, and away with it. */
export function OwnFace({ face }: { readonly face: Face }): JSX.Element {
  const [isNaming, setNaming] = useState(false);
  if (isNaming)
    return (
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          const name = String(new FormData(event.currentTarget).get('name')).trim();
          if (name !== '') renameFace(face, name);
          setNaming(false);
        }}
      >
        <input
          name="name"
          class="field"
          aria-label="Name"
          defaultValue={face.name}
          maxLength={80}
          // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed.
          autoFocus
          onKeyDown={({ key }) => key === 'Escape' && setNaming(false)}
        />
        <button type="submit" class="button small">
          Rename
        </button>
      </form>
    );
  return (
    <p class="row hint own">
      <span>Kept in this browser, and nowhere else.</span>
      <button type="button" class="quiet" onClick={() => setNaming(true)}>
        Rename
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          removeFace(face);
          change('rerender', { face: undefined });
        }}
      >
        Remove
      </button>
    </p>
  );
}
