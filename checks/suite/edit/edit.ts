import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { isComposition } from '../../composition/name.ts';
import type { Acceptance, Mode } from '../../expectation.ts';
import { KINDS } from '../../expectations/index.ts';
import { parseSuite } from '../parse.ts';
import { sameBut } from './same-but.ts';
import { lineEnd, pairRange, spliced, withoutPair } from './splice.ts';

/** One change of a suite; null takes the word away. */
export type SuiteEdit =
  | { expectation: string; set: 'mode'; value: Mode | null }
  | { expectation: string; set: 'accept'; value: Acceptance | null }
  /** An entry to add at the end, as plain JSON, with a comment above it. */
  | { append: Readonly<Record<string, unknown>>; comment?: string };

export type EditedSuite = { yaml: string; problem: null } | { yaml: null; problem: string };

type BlockMap = YAMLMap<Node, Node | null>;

/**
 * The text of a suite with one change, every other byte of it as it was: comments, order, quotes and numerals stay. What
 * comes out says exactly what the change asks for, which is read back and compared; else a sentence says why not.
 */
export function editSuite(yaml: string, edit: SuiteEdit): EditedSuite {
  const before = parseSuite(yaml).suite;
  if (before === null) return refused('the suite has problems of its own; mend them first');
  const document = parseDocument(yaml, { prettyErrors: false, logLevel: 'silent', schema: 'core', merge: false });
  const text = 'append' in edit ? appended(yaml, document, edit) : changed(yaml, document, edit);
  if (text === null)
    return refused('there is no such expectation, or its entry is written so that it cannot be changed here');
  const { suite: after, problems } = parseSuite(text);
  const [first] = problems;
  if (first !== undefined) return refused(`it would not be a suite: ${first.message}`);
  if (after === null || !sameBut(before, after, edit)) return refused('the change would touch other expectations');
  return { yaml: text, problem: null };
}

function refused(problem: string): EditedSuite {
  return { yaml: null, problem };
}

function appended(yaml: string, document: Document, { append, comment }: Extract<SuiteEdit, { append: unknown }>) {
  const list = document.get('expect', true);
  const entry = flowOf(append);
  const remark = (indent: string): string =>
    comment === undefined
      ? ''
      : `${comment
          .split(/\r?\n/)
          .map((line) => `${indent}# ${line}`)
          .join('\n')}\n`;
  const last = isSeq(list) ? (list.items.at(-1) as Node | undefined) : undefined;
  if (isSeq(list) && list.flow !== true && last !== undefined) {
    const indent = indentOf(yaml, list.range?.[0] ?? 0);
    const end = lineEnd(yaml, contentEnd(yaml, last));
    return spliced(yaml, [end, end], `\n${remark(indent)}${indent}- ${entry}`);
  }
  if (isSeq(list) && last !== undefined) {
    const end = contentEnd(yaml, last);
    return spliced(yaml, [end, end], `, ${entry}`);
  }
  const whole = list as Node | undefined;
  if (whole?.range) return spliced(yaml, [whole.range[0], whole.range[1]], `\n${remark('  ')}  - ${entry}`);
  return `${yaml.trimEnd()}\nexpect:\n${remark('  ')}  - ${entry}\n`;
}

function changed(yaml: string, document: Document, edit: Exclude<SuiteEdit, { append: unknown }>): string | null {
  const found = findEntry(yaml, document, edit.expectation);
  if (found === null) return null;
  const { map } = found;
  const word = map.items.find(({ key }) => isScalar(key) && key.value === edit.set);
  const clauses = map.items.filter(isClause);
  if (edit.value === null) return word === undefined ? yaml : withoutPair(yaml, map, word);
  const put = `${edit.set}: ${flowOf(edit.value)}`;
  if (clauses.length > 1) return map.flow === true ? null : splitOff(yaml, found, put);
  if (word !== undefined) return spliced(yaml, pairRange(yaml, word), put);
  const last = map.items.at(-1);
  if (last === undefined) return null;
  const [, end] = pairRange(yaml, last);
  if (map.flow === true) return spliced(yaml, [end, end], `, ${put}`);
  const at = lineEnd(yaml, end);
  return spliced(yaml, [at, at], `\n${indentOf(yaml, map.range?.[0] ?? 0)}${put}`);
}

/** Of an entry with several kinds, the one moves into an entry of its own behind it, with the modifiers and the change. */
function splitOff(yaml: string, { map, clause, dash }: FoundEntry, put: string): string {
  const word = put.slice(0, put.indexOf(':'));
  const kept = map.items.filter((pair) => !isClause(pair) && !(isScalar(pair.key) && pair.key.value === word));
  const lines = kept.map((pair) => yaml.slice(...pairRange(yaml, pair)));
  const [from, to] = pairRange(yaml, clause);
  const moved = yaml.slice(from, lineEnd(yaml, to));
  const entry = [...lines, moved, put].join(`\n${dash}  `);
  const last = map.items.at(-1) ?? clause;
  const end = lineEnd(yaml, pairRange(yaml, last)[1]);
  const grown = spliced(yaml, [end, end], `\n${dash}- ${entry}`);
  return withoutPair(grown, map, clause);
}

interface FoundEntry {
  map: BlockMap;
  clause: Pair<Node, Node | null>;
  /** What stands before the dash of an entry. */
  dash: string;
}

/** The entry in which an expectation stands, and its word there; found by the line that reading it gave. */
function findEntry(yaml: string, document: Document, key: string): FoundEntry | null {
  const line = parseSuite(yaml).suite?.expectations.find((one) => one.key === key);
  const list = document.get('expect', true);
  if (line === undefined || !isSeq(list)) return null;
  for (const item of list.items) {
    if (!isMap(item)) continue;
    const map = item as BlockMap;
    const clause = map.items.find((pair) => isClause(pair) && isAt(yaml, pair, line));
    if (clause !== undefined) return { map, clause, dash: indentOf(yaml, list.range?.[0] ?? 0) };
  }
  return null;
}

function isAt(
  yaml: string,
  { key }: Pair<Node, Node | null>,
  { kind, line }: { kind: string; line?: number },
): boolean {
  const at = yaml.slice(0, key.range?.[0] ?? 0).split('\n').length;
  return at === line && isScalar(key) && key.value === kind;
}

function isClause({ key }: Pair<Node, Node | null>): boolean {
  return isScalar(key) && (KINDS.has(String(key.value)) || isComposition(String(key.value)));
}

function contentEnd(yaml: string, node: Node): number {
  let end = node.range?.[1] ?? yaml.length;
  while (end > 0 && /\s/.test(yaml[end - 1] ?? '')) end--;
  return end;
}

/** As many spaces as stand before a place on its line; a dash counts as a space. */
function indentOf(yaml: string, at: number): string {
  return ' '.repeat(at - (yaml.lastIndexOf('\n', at - 1) + 1));
}

function flowOf(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}
