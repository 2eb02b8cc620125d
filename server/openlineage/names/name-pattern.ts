import type { LineageName } from '../read-event.ts';

/** Names that mean others: a `*` stands for any text, and for the text of the same star on the other side. */
export interface NamePattern {
  from: LineageName;
  to: LineageName;
}

const stars = (text: string) => text.split('*').length - 1;

/** What is wrong with a pattern, in words; null when nothing is. */
export function patternProblem({ from, to }: NamePattern): { pointer: string; message: string } | null {
  if (from.namespace === to.namespace && from.name === to.name)
    return { pointer: '/to', message: 'is the same name: it would join nothing' };
  for (const part of ['namespace', 'name'] as const) {
    if (stars(to[part]) > stars(from[part]))
      return { pointer: `/to/${part}`, message: `has more * than from.${part}: nobody could say what they stand for` };
    if (from[part].includes('**'))
      return { pointer: `/from/${part}`, message: 'has two * without a text between them' };
  }
  return null;
}

/**
 * The name that a pattern makes of another; null when it does not hold for it or would change nothing. The texts of the stars go
 * to the stars of the same part in order; each star takes as little as it can.
 * @example renamedBy({ from: { namespace: 'hive', name: '*.o' }, to: { namespace: 'db', name: 'x.*' } }, { namespace: 'hive', name: 'a.o' }) // => { namespace: 'db', name: 'x.a' }
 */
export function renamedBy({ from, to }: NamePattern, name: LineageName): LineageName | null {
  const inNamespace = textsOf(from.namespace, name.namespace);
  const inName = textsOf(from.name, name.name);
  if (inNamespace === null || inName === null) return null;
  const renamed = { namespace: filled(to.namespace, inNamespace), name: filled(to.name, inName) };
  if (renamed.namespace.length > 200 || renamed.name.length > 500) return null;
  if (renamed.namespace === '' || renamed.name === '') return null;
  return renamed.namespace === name.namespace && renamed.name === name.name ? null : renamed;
}

/** What each star stands for, found without going back: a text between two stars is looked for once. */
function textsOf(pattern: string, text: string): string[] | null {
  const [first = '', ...others] = pattern.split('*');
  if (others.length === 0) return pattern === text ? [] : null;
  const last = others.at(-1)!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return null;
  const end = text.length - last.length;
  const found: string[] = [];
  let at = first.length;
  for (const between of others.slice(0, -1)) {
    const next = text.indexOf(between, at);
    if (next < 0 || next + between.length > end) return null;
    found.push(text.slice(at, next));
    at = next + between.length;
  }
  return [...found, text.slice(at, end)];
}

function filled(pattern: string, texts: readonly string[]): string {
  let next = 0;
  return pattern.replaceAll('*', () => texts[next++] ?? '');
}

/** The name that the first of the patterns which holds makes of another, with that pattern; null when none holds. */
export function renamedByFirst<P extends NamePattern>(
  patterns: readonly P[],
  name: LineageName,
): { pattern: P; to: LineageName } | null {
  for (const pattern of patterns) {
    const to = renamedBy(pattern, name);
    if (to !== null) return { pattern, to };
  }
  return null;
}
