import type { JSX } from 'preact';
import { type Face, readAgain, readingOf, troubles } from '../state/faces.js';

/** What stands in the place of a picture until its face has been read, or why it could not be. */
export function Pending({ face }: { readonly face: Face | undefined }): JSX.Element | null {
  if (face === undefined || readingOf(face).value !== undefined) return null;
  const trouble = troubles.value.get(face.id);
  return (
    <div class="pending" role="status" data-failed={trouble !== undefined}>
      {trouble === undefined ? (
        `Reading ${face.name} …`
      ) : (
        <>
          <p>
            {face.name} could not be read: {trouble}
          </p>
          <button type="button" class="button small" onClick={() => readAgain(face)}>
            Try again
          </button>
        </>
      )}
    </div>
  );
}
