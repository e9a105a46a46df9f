import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { notice, spoken } from '../state/notice.js';
import { Icon } from './Icon.js';

/** One sentence at the foot of the page. What has been done vanishes; what went wrong stays until it is read. */
export function Notice(): JSX.Element {
  const shown = notice.value;
  useEffect(() => {
    if (shown?.kind !== 'done') return;
    const timer = setTimeout(() => {
      if (notice.value === shown) notice.value = undefined;
    }, 4000);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <>
      <div class="hidden" aria-live="polite" data-live>
        {spoken.value}
      </div>
      <div class="notices" role="status">
        {shown !== undefined && (
          <div class="notice" data-kind={shown.kind}>
            {shown.text}
            <button
              type="button"
              class="quiet"
              aria-label="Close"
              onClick={() => {
                notice.value = undefined;
              }}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </div>
    </>
  );
}
