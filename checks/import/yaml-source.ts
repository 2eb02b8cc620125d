import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { ImportProblem, Source } from './types.ts';

const MOST_VALUES = 500_000;
const MOST_BY_ALIASES = 20_000;
const DEEPEST = 64;

/** A document on its way to plain values. */
interface Plainly {
  document: Document;
  lines: LineCounter;
  places: Map<string, number>;
  values: number;
  /** How many aliases stand around, and how many values came by them. */
  aliases: number;
  byAliases: number;
}

/** What keeps a document from being read, thrown on the way and caught here. */
class Refused extends Error {
  readonly offset: number;
  constructor(message: string, node: Node | null) {
    super(message);
    this.offset = node?.range?.[0] ?? 0;
  }
}

/** YAML 1.2 as plain values, with the line of each; one document, keys that are unique, aliases written out. */
export function yamlSource(text: string): Source | ImportProblem {
  const lines = new LineCounter();
  const fix = 'Mend the YAML there; its own tool would refuse it too.';
  const told = (offset: number, message: string): ImportProblem => {
    const { line, col } = lines.linePos(offset);
    return {
      line: Math.max(1, line),
      column: Math.max(1, col),
      message: `the file is not usable YAML: ${message}`,
      fix,
    };
  };
  try {
    const options = {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
      schema: 'core',
      merge: true,
    } as const;
    const document = parseDocument(text, options);
    const [error] = document.errors;
    if (error !== undefined) return told(error.pos[0], error.message.split('\n')[0]?.slice(0, 200) ?? 'not YAML');
    const plainly: Plainly = { document, lines, places: new Map(), values: 0, aliases: 0, byAliases: 0 };
    const value = toPlain(document.contents as Node | null, { pointer: '', depth: 0 }, plainly);
    return { value, linesOf: () => plainly.places };
  } catch (error) {
    if (error instanceof Refused) return told(error.offset, error.message);
    return told(0, error instanceof RangeError ? 'it is nested too deeply' : 'it cannot be read');
  }
}

function toPlain(node: Node | null, { pointer, depth }: { pointer: string; depth: number }, plainly: Plainly): unknown {
  if (++plainly.values > MOST_VALUES) throw new Refused(`more than ${MOST_VALUES} values`, node);
  if (plainly.aliases > 0 && ++plainly.byAliases > MOST_BY_ALIASES) {
    throw new Refused(`aliases that come to more than ${MOST_BY_ALIASES} values`, node);
  }
  if (depth > DEEPEST) throw new Refused(`nested more than ${DEEPEST} deep`, node);
  if (node?.range && !plainly.places.has(pointer)) plainly.places.set(pointer, lineOf(node, plainly));
  if (isAlias(node)) {
    const target = node.resolve(plainly.document);
    if (target === undefined) throw new Refused('an alias of nothing', node);
    plainly.aliases++;
    const value = toPlain(target, { pointer, depth: depth + 1 }, plainly);
    plainly.aliases--;
    return value;
  }
  if (isSeq(node)) {
    return node.items.map((item, at) =>
      toPlain(item as Node, { pointer: `${pointer}/${at}`, depth: depth + 1 }, plainly),
    );
  }
  if (isMap(node)) {
    const pairs = node.items as { key: Node; value: Node | null }[];
    return toMap({ pairs, pointer, depth }, plainly);
  }
  const value = isScalar(node) ? node.value : null;
  return typeof value === 'bigint' ? String(value) : value;
}

interface Pairs {
  pairs: { key: Node; value: Node | null }[];
  pointer: string;
  depth: number;
}

function toMap({ pairs, pointer, depth }: Pairs, plainly: Plainly): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const { key, value } of pairs) {
    if (!isScalar(key)) throw new Refused('a key must be text', key);
    const name = String(key.value);
    const below = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    plainly.places.set(below, lineOf(key, plainly));
    const plain = toPlain(value, { pointer: below, depth: depth + 1 }, plainly);
    if (name === '<<') mergeInto(map, plain);
    else put(map, name, plain);
  }
  return map;
}

/** The entries of a merge key `<<`: they stand behind what the mapping says itself. */
function mergeInto(map: Record<string, unknown>, merged: unknown): void {
  for (const one of Array.isArray(merged) ? (merged as unknown[]) : [merged]) {
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, value] of Object.entries(one)) if (!Object.hasOwn(map, key)) put(map, key, value);
  }
}

function put(map: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(map, name, { value, enumerable: true, writable: true, configurable: true });
}

function lineOf(node: Node, { lines }: Plainly): number {
  return Math.max(1, lines.linePos(node.range?.[0] ?? 0).line);
}
