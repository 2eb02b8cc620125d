import type { Shortcut } from './shortcuts.svelte.ts';

const rows = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter((row) => row.offsetParent !== null);

/** The row that has the focus, by the name it carries. */
export function focusedRow(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]');
  return row?.dataset['row'] ?? null;
}

function move(by: number): void {
  const all = rows();
  const at = all.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  all[next]?.focus();
}

/** `j` and `k` move the focus from row to row, so that Enter opens by itself; `/` goes to the search field of the page. */
export const rowWalk: Shortcut[] = [
  { keys: 'j', label: 'Next row', run: () => move(1) },
  { keys: 'k', label: 'Previous row', run: () => move(-1) },
];

/** Focuses the page's search field. */
export const searchShortcut: Shortcut = {
  keys: '/',
  label: 'Search on this page',
  run: () => document.querySelector<HTMLElement>('main [type=search]')?.focus(),
};
