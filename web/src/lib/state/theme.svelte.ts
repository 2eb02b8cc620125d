import { readStored, writeStored } from './stored.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The colour theme: `system` follows the operating system, the others hold in this browser. The start script in app.html applies it before paint. */
class ThemeChoice {
  #theme = $state<Theme>(THEMES.find((theme) => theme === readStored('theme')) ?? 'system');

  get current(): Theme {
    return this.#theme;
  }

  choose(theme: Theme): void {
    this.#theme = theme;
    writeStored('theme', theme === 'system' ? null : theme);
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}

export const theme = new ThemeChoice();
