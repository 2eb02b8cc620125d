import type { Node, Pair, YAMLMap } from 'yaml';

/** A text with one stretch of it replaced. */
export function spliced(text: string, [from, to]: readonly [number, number], put: string): string {
  return text.slice(0, from) + put + text.slice(to);
}

/** Where a pair stands: from its key to the last mark of its value, without what follows on the line. */
export function pairRange(text: string, { key, value }: Pair<Node, Node | null>): [number, number] {
  const from = key.range?.[0] ?? 0;
  let to = Math.max(key.range?.[1] ?? from, value?.range?.[1] ?? 0);
  while (to > from && /\s/.test(text[to - 1] ?? '')) to--;
  if (text[to] === ':') to++;
  return [from, to];
}

/** The end of the line on which a place lies, before its line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  const whole = end < 0 ? text.length : end;
  return text[whole - 1] === '\r' && whole > at ? whole - 1 : whole;
}

/** The text without a pair of a mapping: its whole lines in block style, with the comma in flow style. */
export function withoutPair(text: string, map: YAMLMap<Node, Node | null>, pair: Pair<Node, Node | null>): string {
  const at = map.items.indexOf(pair);
  const [from, to] = pairRange(text, pair);
  const next = map.items[at + 1];
  if (map.flow === true || at === 0) {
    const before = map.items[at - 1];
    if (next !== undefined) return spliced(text, [from, next.key.range?.[0] ?? to], '');
    return before === undefined ? text : spliced(text, [pairRange(text, before)[1], to], '');
  }
  const start = text.lastIndexOf('\n', from - 1);
  return spliced(text, [start < 0 ? 0 : lineEnd(text, start), lineEnd(text, to)], '');
}
