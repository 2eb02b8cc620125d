import type { Expectation } from '../expectation.ts';
import { KINDS } from '../expectations/index.ts';
import type { Kind } from '../expectations/kind.ts';
import { type Clause, LATER_WORDS, reportUnknown } from './clause.ts';
import { COMPOSITIONS } from '../composition/name.ts';
import { MODIFIERS, type Modifiers } from './modifiers.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import { scopeSuffix } from './segment-text.ts';
import type { MapEntry } from './tree.ts';

const KNOWN = [...KINDS.keys(), ...COMPOSITIONS, ...MODIFIERS.keys()];

/** The expectation that one kind of an entry says; null when something was refused, and reported. */
export function readKind(entry: MapEntry, modifiers: Modifiers, report: Report): Expectation | null {
  const { key, place, value } = entry;
  const kind = KINDS.get(key);
  if (kind === undefined) {
    tellUnknown(entry, report);
    return null;
  }
  const isPlaced = isWellPlaced(kind, modifiers, (message) => report('PL1012', place, message));
  const clause = kind.read(value, report);
  if (clause === null || !isPlaced) return null;
  const expectation = toExpectation(kind, clause, modifiers);
  // Not `{ ...expectation, line }`: V8 gives each such copy a hidden class of its own, and judging takes twice as long.
  expectation.line = place.line;
  return expectation;
}

/** The fields that the modifiers of an entry give each of its expectations; those of a suite hold where they say nothing. */
export function modified(modifiers: Modifiers): Partial<Expectation> {
  const { mode, confirm, accept, consumer, where, segment, owner, labels, runbook } = modifiers;
  const given = { consumer, confirm, accept, where, segment, owner, labels, runbook };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries(known) as Partial<Expectation>;
  return mode === undefined || mode === 'active' ? fields : { ...fields, mode };
}

function tellUnknown(entry: MapEntry, report: Report): void {
  const { key, place } = entry;
  if (LATER_WORDS.includes(key)) reportUnknown(entry, [], report);
  else if (key === 'by' || key === 'expect_every')
    report('PL1012', place, `"${key}" is about when profiles arrive: write it at the top of the suite, beside expect`);
  else
    report('PL1011', place, {
      message: `unknown expectation ${quoted(key)}`,
      suggestion: () => nearestWord(key, KNOWN),
    });
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
  const { column, id } = modifiers;
  const expectation: Expectation = {
    key: id ?? `${defaultKey(kind, clause, column)}${scopeSuffix(modifiers)}`,
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
  return Object.assign(expectation, modified(modifiers));
}

function defaultKey(kind: Kind, clause: Clause, column: string | undefined): string {
  const named = clause.params['id'] ?? clause.params['name'];
  const name = typeof named === 'string' ? `${kind.name}.${named}` : kind.name;
  return column === undefined ? name : `${column}.${name}`;
}
