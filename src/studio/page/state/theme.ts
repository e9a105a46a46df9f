import { effect, type Signal, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const KEY = 'dcign-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    // Storage can be switched off.
    return undefined;
  }
}

export const theme: Signal<Theme> = signal(stored() ?? (system.matches ? 'dark' : 'light'));

system.addEventListener('change', () => {
  if (stored() === undefined) theme.value = system.matches ? 'dark' : 'light';
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Then the choice lasts as long as the page.
  }
}
