import type { Entry, Translation } from './types.ts';

/**
 * The same translations where none stands in the way of another: two counters of a dataset have two ids, and a key at the
 * top of a suite stands once; the second of it is not possible.
 */
export function distinct(translations: readonly Translation[]): Translation[] {
  const taken = new Set<string>();
  return translations.map((translation) => {
    const { dataset, top } = translation;
    const keys = Object.keys(top ?? {}).map((key) => JSON.stringify([dataset, 'top', key]));
    if (keys.some((key) => taken.has(key))) {
      const note = `a suite has one ${Object.keys(top ?? {}).join(', ')}: write it into a suite of its own`;
      const { top: _twice, ...others } = translation;
      return { ...others, status: 'not_possible', entries: [], note };
    }
    for (const key of keys) taken.add(key);
    return renamed(translation, taken);
  });
}

function renamed(translation: Translation, taken: Set<string>): Translation {
  let { note } = translation;
  const entries = translation.entries.map((entry) => {
    const counter = entry['counter'];
    const id = isEntry(counter) ? counter['id'] : undefined;
    if (!isEntry(counter) || typeof id !== 'string') return entry;
    let free = id;
    for (let number = 2; taken.has(JSON.stringify([translation.dataset, free])); number++) free = `${id}.${number}`;
    taken.add(JSON.stringify([translation.dataset, free]));
    if (free === id) return entry;
    note = `${note ?? ''} (the counter is called ${free})`.trim();
    return { ...entry, counter: { ...counter, id: free } };
  });
  return { ...translation, entries, note };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
