import { untrack } from 'svelte';
import { readStored, writeStored } from './stored.ts';

export interface Shortcut {
  /** One key, or two in sequence: `a`, `g d`, `Escape`. */
  keys: string;
  label: string;
  run: () => void;
}

const SEQUENCE_MS = 1200;

/** Typing must stay typing: no single-key shortcut acts inside a field, a list box or an open dialog. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // What was focused in a dialog that has just closed still is, for a moment.
  if (target.closest('dialog:not([open])') !== null) return false;
  return target.isContentEditable || target.closest('input, textarea, select, dialog') !== null;
}

/** Single-key shortcuts: pages add theirs while they are on screen; off in Settings switches all of them off (WCAG 2.1.4). */
class Shortcuts {
  on = $state(readStored('shortcuts') !== 'off');
  list = $state.raw<Shortcut[]>([]);
  #first = '';
  #firstAt = 0;

  switch(on: boolean): void {
    this.on = on;
    writeStored('shortcuts', on ? null : 'off');
  }

  /** Adds shortcuts; the answer takes them away again. Later ones win over earlier ones with the same keys. */
  add(shortcuts: Shortcut[]): () => void {
    untrack(() => (this.list = [...this.list, ...shortcuts]));
    return () => {
      untrack(() => (this.list = this.list.filter((one) => !shortcuts.includes(one))));
    };
  }

  handle(event: KeyboardEvent): void {
    if (!this.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // Inside a shadow root the target of the event is only its host.
    if (isTyping(event.composedPath()[0] ?? event.target)) return;
    const sequence = event.timeStamp - this.#firstAt < SEQUENCE_MS ? `${this.#first} ${event.key}` : '';
    const found =
      this.list.findLast((one) => one.keys === sequence) ?? this.list.findLast((one) => one.keys === event.key);
    this.#first = event.key;
    this.#firstAt = found === undefined ? event.timeStamp : 0;
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  }
}

export const shortcuts = new Shortcuts();
