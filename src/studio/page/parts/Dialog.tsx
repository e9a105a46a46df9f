import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './Icon.js';
import { Notice } from './Notice.js';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** As large as the window. */
  readonly large?: boolean;
  readonly children: ComponentChildren;
}

/** A window above the page; Escape closes it. */
export function Dialog({ title, onClose, large, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => {
      isGone.current = true;
      // Gives the focus back to where it came from.
      element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={large ? 'large' : undefined}
      aria-label={title}
      onClose={() => isGone.current || onClose()}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {/* The page's own stands behind the window. */}
      <Notice />
      {children}
    </dialog>
  );
}
