import { type CompositionName, isComposition } from '../composition/name.ts';
import type { Expectation } from '../expectation.ts';
import { MODIFIERS, type Modifiers, readModifiers } from './modifiers.ts';
import { modified, readKind } from './read-kind.ts';
import type { Report } from './report.ts';
import { scopeSuffix } from './segment-text.ts';
import { withBoundsInside } from './spelled-out.ts';
import type { MapEntry, MapTree, Tree } from './tree.ts';
import { refuse } from './values.ts';

const DEEPEST_COMPOSITION = 5;
/** How many parts a composition may have. */
export const MOST_PARTS = 50;
const PART_WORDS: readonly string[] = ['column', 'on_empty'];

/** The expectations of one entry of `expect`: one per kind that stands in it. Their keys may still clash. */
export function readEntry(entry: Tree, defaults: Modifiers, report: Report): Expectation[] {
  if (entry.type !== 'map') return refuse(entry, report, 'an expectation, such as row_count: { at_least: 1 }') ?? [];
  const map = withBoundsInside(entry);
  const modifiers = { ...defaults, ...readModifiers(map, report) };
  const clauses = clausesOf(map);
  if (clauses.length === 0) report('PL1008', map, 'the entry says nothing to expect, such as not_null: true');
  if (clauses.length > 1) {
    if (modifiers.id !== undefined) report('PL1014', map, 'an id names one expectation: give each kind its own entry');
    if (modifiers.accept !== undefined)
      report('PL1014', map, '"accept" is for one expectation: give each kind its own entry');
  }
  return clauses.flatMap((clause) => {
    if (!isComposition(clause.key)) return readKind(clause, modifiers, report) ?? [];
    return readWhole(clause, { modifiers, map }, report) ?? [];
  });
}

function clausesOf(map: MapTree): MapEntry[] {
  return map.entries.filter(({ key }) => !MODIFIERS.has(key));
}

/** A composition as an expectation of its own, with the modifiers of its entry. */
function readWhole(
  clause: MapEntry,
  { modifiers, map }: { modifiers: Modifiers; map: MapTree },
  report: Report,
): Expectation | null {
  for (const { key, place } of map.entries) {
    if (key === 'column') report('PL1012', place, `"${clause.key}" has no column: write it into its parts`);
    else if (key === 'on_empty') report('PL1016', place, `"on_empty" belongs into the parts of "${clause.key}"`);
    else if (key === 'accept')
      report(
        'PL1016',
        place,
        `"accept" needs a number, and "${clause.key}" has none: give its part an entry of its own`,
      );
  }
  const composition = readComposition(clause, 1, report);
  if (composition === null) return null;
  const key = modifiers.id ?? `${composition.key}${scopeSuffix(modifiers)}`;
  return { ...composition, severity: modifiers.severity ?? 'error', ...modified(modifiers), key };
}

function readComposition({ key, place, value }: MapEntry, depth: number, report: Report): Expectation | null {
  const name = key as CompositionName;
  if (depth > DEEPEST_COMPOSITION) {
    report('PL1004', place, `compositions stand more than ${DEEPEST_COMPOSITION} deep in one another`);
    return null;
  }
  const items = value.type === 'list' ? value.items : name === 'not' && value.type === 'map' ? [value] : [];
  if (!hasRightNumber(name, items.length)) return refuse(value, report, wanted(name)) ?? null;
  if (items.length > MOST_PARTS) {
    report('PL1015', value, `more than ${MOST_PARTS} parts`);
    return null;
  }
  const read = items.map((item) => readPart(item, depth, report));
  const parts = read.filter((part) => part !== null);
  if (parts.length < read.length) return null;
  numberTwins(parts);
  return { key: name, kind: name, params: {}, onEmpty: 'undecided', severity: 'error', parts, line: place.line };
}

function hasRightNumber(name: CompositionName, count: number): boolean {
  return name === 'not' ? count === 1 : name === 'implies' ? count === 2 : count >= 1;
}

function wanted(name: CompositionName): string {
  if (name === 'not') return 'one expectation, such as not: { column: a, not_null: true }';
  if (name === 'implies') return 'a list of two expectations: when the first holds, the second must';
  return 'a list of expectations, each with a kind of its own';
}

/** One part: a kind or a composition, with its column and empty policy; all else belongs to the whole. */
function readPart(item: Tree, depth: number, report: Report): Expectation | null {
  if (item.type !== 'map') return refuse(item, report, 'an expectation, such as { column: a, not_null: true }') ?? null;
  const map = withBoundsInside(item);
  for (const { key, place } of map.entries) {
    if (MODIFIERS.has(key) && !PART_WORDS.includes(key))
      report('PL1016', place, `"${key}" belongs beside the composition, not into a part`);
  }
  const clauses = clausesOf(map);
  const [clause] = clauses;
  if (clause === undefined || clauses.length > 1) {
    const what = clause === undefined ? 'says nothing to expect' : 'says several things: join them by all: [ … ]';
    report('PL1016', map, `a part of a composition must say one thing; this one ${what}`);
    return null;
  }
  const modifiers = readModifiers(map, report);
  const inner = clause.value.type === 'map' ? clause.value.entries : [];
  for (const { key, place } of inner)
    if (key === 'severity') report('PL1016', place, '"severity" belongs beside the composition, not into a part');
  if (!isComposition(clause.key)) return readKind(clause, modifiers, report);
  if (modifiers.column !== undefined) report('PL1012', map, `"${clause.key}" has no column: write it into its parts`);
  return readComposition(clause, depth + 1, report);
}

/** Parts of one name get numbers, so that a reason names one. */
function numberTwins(parts: Expectation[]): void {
  const counts = new Map<string, number>();
  for (const part of parts) {
    const count = (counts.get(part.key) ?? 0) + 1;
    counts.set(part.key, count);
    if (count > 1) part.key = `${part.key}.${count}`;
  }
}
