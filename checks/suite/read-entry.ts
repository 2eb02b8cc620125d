import type { Expectation } from '../expectation.ts';
import { KINDS } from '../expectations/index.ts';
import type { Kind } from '../expectations/kind.ts';
import { type Clause, LATER_WORDS, readEmptyPolicy, readSeverity, reportUnknown } from './clause.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import type { MapEntry, MapTree, Tree } from './tree.ts';
import { readText, refuse } from './values.ts';

const MODIFIERS = ['id', 'column', 'severity', 'on_empty', 'consumer'] as const;
const KNOWN = [...KINDS.keys(), ...MODIFIERS];

type Modifiers = Pick<Expectation, 'column' | 'consumer'> &
  Partial<Pick<Expectation, 'severity' | 'onEmpty'>> & { id?: string };

/** The expectations of one entry of `expect`: one per kind that stands in it. Their keys may still clash. */
export function readEntry(entry: Tree, report: Report): Expectation[] {
  if (entry.type !== 'map') return refuse(entry, report, 'an expectation, such as row_count: { at_least: 1 }') ?? [];
  const modifiers = readModifiers(entry, report);
  const clauses = entry.entries.filter(({ key }) => !(MODIFIERS as readonly string[]).includes(key));
  if (clauses.length === 0) report('PL1008', entry, 'the entry says nothing to expect, such as not_null: true');
  const known = clauses.filter(({ key }) => !LATER_WORDS.includes(key));
  if (modifiers.id !== undefined && known.length > 1) {
    report('PL1014', entry, 'an id names one expectation: give each kind its own entry');
  }
  const expectations: Expectation[] = [];
  for (const clause of clauses) {
    const expectation = readKind(clause, modifiers, report);
    if (expectation !== null) expectations.push(expectation);
  }
  return expectations;
}

function readModifiers(entry: MapTree, report: Report): Modifiers {
  const modifiers: Modifiers = {};
  for (const { key, value } of entry.entries) {
    if (key === 'id') modifiers.id = readText(value, report);
    else if (key === 'column') modifiers.column = readText(value, report);
    else if (key === 'consumer') modifiers.consumer = readText(value, report);
    else if (key === 'severity') modifiers.severity = readSeverity(value, report);
    else if (key === 'on_empty') modifiers.onEmpty = readEmptyPolicy(value, report);
  }
  return modifiers;
}

function readKind(entry: MapEntry, modifiers: Modifiers, report: Report): Expectation | null {
  const { key, place, value } = entry;
  const kind = KINDS.get(key);
  if (kind === undefined) {
    if (LATER_WORDS.includes(key)) reportUnknown(entry, [], report);
    else if (key === 'by' || key === 'expect_every')
      report(
        'PL1012',
        place,
        `"${key}" is about when profiles arrive: write it at the top of the suite, beside expect`,
      );
    else
      report('PL1011', place, { message: `unknown expectation ${quoted(key)}`, suggestion: nearestWord(key, KNOWN) });
    return null;
  }
  const isPlaced = isWellPlaced(kind, modifiers, (message) => report('PL1012', place, message));
  const clause = kind.read(value, report);
  return clause === null || !isPlaced ? null : { ...toExpectation(kind, clause, modifiers), line: place.line };
}

function isWellPlaced(kind: Kind, { column }: Modifiers, tell: (message: string) => void): boolean {
  if (kind.on === 'column' && column === undefined) {
    tell(`"${kind.name}" needs a column: write column: NAME beside it`);
    return false;
  }
  if (kind.on === 'dataset' && column !== undefined) {
    tell(`"${kind.name}" is about the whole dataset: give it an entry without a column`);
    return false;
  }
  return true;
}

function toExpectation(kind: Kind, clause: Clause, modifiers: Modifiers): Expectation {
  const { column, consumer, id } = modifiers;
  const expectation: Expectation = {
    key: id ?? defaultKey(kind, clause, column),
    kind: kind.name,
    params: clause.params,
    onEmpty: clause.onEmpty ?? modifiers.onEmpty ?? kind.onEmpty?.(clause) ?? 'undecided',
    severity: clause.severity ?? modifiers.severity ?? 'error',
  };
  if (column !== undefined) expectation.column = column;
  if (clause.bound !== undefined) expectation.bound = clause.bound;
  if (clause.warnBound !== undefined) expectation.warnBound = clause.warnBound;
  if (clause.change !== undefined) expectation.change = clause.change;
  if (clause.set !== undefined) expectation.set = clause.set;
  if (clause.tolerance !== undefined) expectation.tolerance = clause.tolerance;
  if (consumer !== undefined) expectation.consumer = consumer;
  return expectation;
}

function defaultKey(kind: Kind, clause: Clause, column: string | undefined): string {
  const named = clause.params['id'] ?? clause.params['name'];
  const name = typeof named === 'string' ? `${kind.name}.${named}` : kind.name;
  return column === undefined ? name : `${column}.${name}`;
}
