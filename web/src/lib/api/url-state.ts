/** The address with some parameters set anew; null, empty and default values leave it. Changing anything but the page starts at page one. */
export function withParams(url: URL, changes: Record<string, string | readonly string[] | null>): string {
  const next = new URLSearchParams(url.search);
  if (!('cursor' in changes)) next.delete('cursor');
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    if (value === null || value === '') continue;
    if (typeof value === 'string') next.set(name, value);
    else for (const one of value) next.append(name, one);
  }
  const text = next.toString().replaceAll('%2C', ',');
  return text === '' ? url.pathname : `${url.pathname}?${text}`;
}

/** A parameter if it is one of the allowed values; anything else is dropped, not an error. */
export function oneOf<T extends string>(value: string | null, allowed: readonly T[], otherwise: T): T {
  return allowed.find((one) => one === value) ?? otherwise;
}

/** A comma-separated parameter, unknown members dropped. */
export function someOf<T extends string>(value: string | null, allowed: readonly T[]): T[] {
  const given = (value ?? '').split(',');
  return allowed.filter((one) => given.includes(one));
}
