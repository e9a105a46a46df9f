/**
 * Whoever presses a button that vanishes, or closes a window that nothing opened, goes on in the view: the browser would
 * begin at the top of the page again.
 */
export function keepFocus(): void {
  let last: EventTarget | null = null;
  addEventListener('focusin', ({ target }) => {
    last = target;
  });
  new MutationObserver(() => {
    if (!(last instanceof Element) || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    document.querySelector('main')?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}
