import type { Tone } from '../../../format/words.ts';

/** Colours of the theme, as the canvas takes them. */
export interface Paint {
  surface: string;
  sunken: string;
  text: string;
  text2: string;
  line: string;
  edge: string;
  accent: string;
  criticalSoft: string;
  tones: Record<Tone, string>;
}

/** The colours as they are now, where the element is. */
export function paintOf(element: Element): Paint {
  const style = getComputedStyle(element);
  const probe = document.createElement('span');
  element.append(probe);
  // A custom property may be light-dark(): only as a colour of something is it one of the two.
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color || style.color;
  };
  const paint: Paint = {
    surface: colour('surface'),
    sunken: colour('sunken'),
    text: colour('text'),
    text2: colour('text-2'),
    line: colour('line-strong'),
    edge: colour('control-line'),
    accent: colour('accent'),
    criticalSoft: colour('critical-soft'),
    tones: {
      ok: colour('ok'),
      warn: colour('warn'),
      critical: colour('critical'),
      info: colour('info'),
      unknown: colour('unknown'),
    },
  };
  probe.remove();
  return paint;
}

/** Tells when the colours may have become others: another theme was chosen, or the system went dark or light. The answer ends it. */
export function watchTheme(changed: () => void): () => void {
  const themes = new MutationObserver(changed);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  return () => {
    themes.disconnect();
    dark.removeEventListener('change', changed);
  };
}
