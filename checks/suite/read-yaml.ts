import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type Scalar } from 'yaml';
import { outlineExcess } from './outline-excess.ts';
import { type Place, quoted, type Report } from './report.ts';
import type { MapEntry, Tree } from './tree.ts';
import { isUnstorable } from './unstorable.ts';
import { yamlExcess } from './yaml-excess.ts';

const DEEPEST = 64;
const LONGEST_NUMERAL = 400;

interface Reading {
  report: Report;
  lines: LineCounter;
  stopped: boolean;
}

/**
 * Reads YAML 1.2 (core schema) into a tree with places. Aliases, anchors, tags, duplicate keys, depth over 64 and more than
 * 1 MB or an outline of too much are refused; null when nothing usable is left.
 */
export function readYaml(text: string, report: Report): Tree | null {
  const start: Place = { line: 1, column: 1 };
  const excess = yamlExcess(text);
  if (excess !== null) {
    const { kind, line, message } = excess;
    report(
      kind === 'deep' ? 'PL1004' : 'PL1001',
      { line, column: 1 },
      kind === 'deep' ? message : `a suite ${message}`,
    );
    return null;
  }
  const outline = outlineExcess(text);
  if (outline !== null) {
    report('PL1015', { line: outline.line, column: 1 }, outline.message);
    return null;
  }
  try {
    return parse(text, report);
  } catch (error) {
    const isStack = error instanceof RangeError;
    report(isStack ? 'PL1004' : 'PL1002', start, isStack ? 'nested too deeply' : 'this is not YAML');
    return null;
  }
}

function parse(text: string, report: Report): Tree | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
    schema: 'core',
    merge: false,
  });
  const reading: Reading = { report, lines, stopped: false };
  for (const error of document.errors.slice(0, 20)) {
    report('PL1002', placeAt(reading, error.pos[0]), error.message.split('\n')[0]?.slice(0, 200) ?? 'not YAML');
  }
  if (document.errors.length > 0) return null;
  if (document.contents === null) {
    report('PL1006', { line: 1, column: 1 }, 'the file is empty');
    return null;
  }
  const tree = toTree(document.contents as Node, reading, 0);
  return reading.stopped ? null : tree;
}

function toTree(node: Node | null, reading: Reading, depth: number): Tree {
  const place = placeAt(reading, node?.range?.[0] ?? 0);
  if (node === null || reading.stopped || !isAllowed(node, reading, depth)) {
    return { type: 'scalar', value: null, ...place };
  }
  if (isMap(node))
    return { type: 'map', entries: readEntries(node.items as Pair<Node, Node | null>[], reading, depth), ...place };
  if (isSeq(node)) {
    const items = node.items.map((item) => toTree(item as Node, reading, depth + 1));
    return { type: 'list', items, ...place };
  }
  return { type: 'scalar', value: isScalar(node) ? plainValue(node) : null, ...place };
}

function isAllowed(node: Node, reading: Reading, depth: number): boolean {
  const place = placeAt(reading, node.range?.[0] ?? 0);
  const stop = (code: 'PL1003' | 'PL1004' | 'PL1010', message: string): boolean => {
    reading.report(code, place, message);
    reading.stopped = true;
    return false;
  };
  if (depth > DEEPEST) return stop('PL1004', `nested more than ${DEEPEST} deep`);
  if (isAlias(node)) return stop('PL1003', 'aliases (*name) are refused: write the value out');
  if (node.anchor !== undefined) return stop('PL1003', 'anchors (&name) are refused: write the value out');
  if (isScalar(node) && typeof node.value === 'string' && isUnstorable(node.value)) {
    return stop('PL1010', 'text may hold neither U+0000 nor half a surrogate pair');
  }
  if (node.tag !== undefined) return stop('PL1003', 'tags (!name) are refused');
  return true;
}

function readEntries(pairs: readonly Pair<Node, Node | null>[], reading: Reading, depth: number): MapEntry[] {
  const seen = new Set<string>();
  const entries: MapEntry[] = [];
  for (const pair of pairs) {
    const place = placeAt(reading, pair.key?.range?.[0] ?? 0);
    if (!isScalar(pair.key) || !isAllowed(pair.key, reading, depth)) {
      if (!reading.stopped) reading.report('PL1006', place, 'a key must be text');
      continue;
    }
    const key = String(plainValue(pair.key));
    if (seen.has(key)) reading.report('PL1005', place, `the key ${quoted(key)} stands twice`);
    else entries.push({ key, place, value: toTree(pair.value, reading, depth + 1) });
    seen.add(key);
  }
  return entries;
}

/** A scalar's value; an integer beyond 2^53, or with leading zeros (a postal code), stays the text that was written. */
function plainValue({ value, source }: Scalar): string | number | boolean | null {
  if (typeof value === 'number') {
    const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value);
    if (source === undefined || source.length > LONGEST_NUMERAL || !/^[+-]?\d+$/.test(source)) return value;
    return isLarge || /^[+-]?0\d/.test(source) ? source : value;
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function placeAt(reading: Reading, offset: number): Place {
  const { line, col } = reading.lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
