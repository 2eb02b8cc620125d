/** A preference kept in this browser; private windows may refuse storage, then the default holds for the visit. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(`plumbline.${name}`);
  } catch {
    return null;
  }
}

/** Keeps a preference; null forgets it. */
export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`plumbline.${name}`);
    else localStorage.setItem(`plumbline.${name}`, value);
  } catch {
    return;
  }
}
