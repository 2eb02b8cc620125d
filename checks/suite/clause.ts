import type { EmptyPolicy, Expectation } from '../expectation.ts';
import type { Severity } from '../result.ts';
import { BOUND_KEYS, type Ends, isOrdered, readBound, readEnd, readWarnBound } from './bounds.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import { readChange, readTolerance, TOLERANCE_KEYS } from './tolerances.ts';
import type { MapEntry, MapTree, Tree } from './tree.ts';
import { readScalars, readWord, refuse, type ValueReader } from './values.ts';

/** What the YAML value of one kind says, before it gets its key and defaults. */
export type Clause = Pick<Expectation, 'params' | 'bound' | 'warnBound' | 'change' | 'set' | 'tolerance'> & {
  onEmpty?: EmptyPolicy;
  severity?: Severity;
};

/** Which words the value of a kind may have. */
export interface ClauseSpec {
  /** Takes `between`, `at_least`… and `warn`; `required` means that or a `change`. */
  bound?: 'required' | 'optional';
  change?: boolean;
  tolerance?: boolean;
  /** Key under which a mapping carries the set; the value may also be the list itself. */
  set?: string;
  params?: Readonly<Record<string, ValueReader<unknown>>>;
  required?: readonly string[];
  /** The parameter that a plain value stands for. */
  shorthand?: string;
  readEnd?: ValueReader<number | string>;
}

/** Empty policies by name. */
export const readEmptyPolicy = readWord(['fail', 'warn', 'pass', 'undecided'] as const);
/** Severities by name. */
export const readSeverity = readWord(['info', 'warn', 'error', 'critical'] as const);

/** Reports that only want to know by which specs a kind reads. */
const listening = new WeakMap<Report, ClauseSpec[]>();
const HERE = { line: 1, column: 1 };
const SAMPLES: readonly Tree[] = [
  { type: 'scalar', value: null, ...HERE },
  { type: 'scalar', value: 1, ...HERE },
  { type: 'list', items: [], ...HERE },
  { type: 'map', entries: [], ...HERE },
];

/** The specs by which a kind reads a flag, a plain value, a list and a mapping, in this order; undefined where it reads by none. */
export function specsOf(read: (value: Tree, report: Report) => unknown): (ClauseSpec | undefined)[] {
  return SAMPLES.map((sample) => {
    const heard: ClauseSpec[] = [];
    const silent: Report = () => {};
    listening.set(silent, heard);
    read(sample, silent);
    return heard[0];
  });
}

/** Reads the value of a kind by its spec; null when something was refused (and reported). */
export function readClause(value: Tree, spec: ClauseSpec, report: Report): Clause | null {
  listening.get(report)?.push(spec);
  let refused = false;
  const watched: Report = (...problem) => {
    refused = true;
    report(...problem);
  };
  const map = asMapping(value, spec, watched);
  const clause = map === undefined ? undefined : readMapping(map, spec, watched);
  return refused || clause === undefined ? null : clause;
}

/** The value written out: `[1, 9]` is between, `5` equals, a list is the set, true and nothing an empty mapping. */
function asMapping(value: Tree, spec: ClauseSpec, report: Report): MapTree | undefined {
  if (value.type === 'map') return value;
  const key = shorthandKey(value, spec);
  const { line, column } = value;
  if (key !== undefined) return { type: 'map', line, column, entries: [{ key, place: value, value }] };
  if (isBare(value)) return { type: 'map', line, column, entries: [] };
  return refuse(value, report, 'a mapping');
}

function isBare(value: Tree): boolean {
  return value.type === 'scalar' && (value.value === null || value.value === true);
}

function shorthandKey(value: Tree, spec: ClauseSpec): string | undefined {
  if (isBare(value)) return undefined;
  if (spec.set !== undefined) return spec.set;
  if (spec.shorthand !== undefined) return spec.shorthand;
  if (spec.bound === undefined) return undefined;
  if (value.type === 'list') return 'between';
  return value.type === 'scalar' && typeof value.value !== 'boolean' ? 'equals' : undefined;
}

/** A clause on its way. */
interface Draft {
  spec: ClauseSpec;
  clause: Clause;
  report: Report;
}

function readMapping(map: MapTree, spec: ClauseSpec, report: Report): Clause {
  const clause: Clause = { params: {} };
  checkKeys(map, spec, report);
  const draft: Draft = { spec, clause, report };
  for (const entry of map.entries) readEntry(entry, draft);
  if (spec.bound !== undefined) readBounds(map, draft);
  if (spec.tolerance === true) readTolerances(map, draft);
  for (const key of spec.required ?? []) {
    if (!map.entries.some((entry) => entry.key === key)) report('PL1008', map, `"${key}" is missing`);
  }
  return clause;
}

function readEntry({ key, value }: MapEntry, { spec, clause, report }: Draft): void {
  const reader = spec.params && Object.hasOwn(spec.params, key) ? spec.params[key] : undefined;
  if (reader !== undefined) {
    const param = reader(value, report);
    if (param !== undefined) clause.params[key] = param;
  } else if (key === spec.set) {
    const set = readScalars(value, report);
    if (set !== undefined) clause.set = set;
  } else if (key === 'on_empty') {
    const onEmpty = readEmptyPolicy(value, report);
    if (onEmpty !== undefined) clause.onEmpty = onEmpty;
  } else if (key === 'severity') {
    const severity = readSeverity(value, report);
    if (severity !== undefined) clause.severity = severity;
  } else if (key === 'change' && spec.change === true) {
    const read = readChange(value, report);
    if (read !== undefined) clause.change = read.change;
    if (read?.warnWithin !== undefined) clause.params['warnWithin'] = read.warnWithin;
  }
}

function readBounds(map: MapTree, { spec, clause, report }: Draft): void {
  const ends: Ends = { report, readEnd: spec.readEnd ?? readEnd };
  const bound = readBound(map.entries, ends);
  if (bound !== undefined && isOrdered(bound, map, report)) clause.bound = bound;
  const warn = map.entries.find((entry) => entry.key === 'warn');
  if (warn !== undefined) {
    const warnBound = readWarnBound(warn.value, bound ?? {}, ends);
    if (warnBound !== undefined && isOrdered(warnBound, map, report)) clause.warnBound = warnBound;
  }
  const hasWords = map.entries.some(({ key }) => key === 'change' || key === 'warn' || isBoundKey(key));
  if (spec.bound === 'required' && !hasWords) {
    report(
      'PL1008',
      map,
      `a bound is missing: one of ${BOUND_KEYS.join(', ')}${spec.change === true ? ', change' : ''}`,
    );
  }
  if (clause.change !== undefined && (bound !== undefined || warn !== undefined)) {
    report('PL1013', map, '"change" and a bound are two expectations: give each its own entry');
  }
}

function readTolerances(map: MapTree, { spec, clause, report }: Draft): void {
  const tolerance = readTolerance(map.entries, report);
  if (tolerance !== undefined) clause.tolerance = tolerance;
  const warn = map.entries.find((entry) => entry.key === 'warn')?.value;
  if (warn === undefined || spec.bound !== undefined) return;
  if (warn.type !== 'map') return refuse(warn, report, `a mapping with one of ${TOLERANCE_KEYS.join(', ')}`);
  for (const { key, place } of warn.entries) {
    if (!(TOLERANCE_KEYS as readonly string[]).includes(key))
      report('PL1007', place, `"warn" knows no ${quoted(key)} here`);
  }
  const warnTolerance = readTolerance(warn.entries, report);
  if (warnTolerance !== undefined) clause.params['warnTolerance'] = warnTolerance;
}

function isBoundKey(key: string): boolean {
  return (BOUND_KEYS as readonly string[]).includes(key);
}

function checkKeys(map: MapTree, spec: ClauseSpec, report: Report): void {
  const known = ['on_empty', 'severity', ...Object.keys(spec.params ?? {})];
  if (spec.set !== undefined) known.push(spec.set);
  if (spec.bound !== undefined) known.push(...BOUND_KEYS, 'warn');
  if (spec.change === true) known.push('change');
  if (spec.tolerance === true) known.push(...TOLERANCE_KEYS, 'warn');
  for (const entry of map.entries) {
    if (!known.includes(entry.key)) reportUnknown(entry, known, report);
  }
}

/** Words of suites that a later version will understand: refused, so that nobody believes them in force. */
export const LATER_WORDS: readonly string[] = ['sla'];

/** Tells an unknown key, with the nearest known one, or that it belongs to a later version. */
export function reportUnknown({ key, place }: MapEntry, known: readonly string[], report: Report): void {
  if (LATER_WORDS.includes(key)) report('PL1009', place, `"${key}" is not available in this version`);
  else report('PL1007', place, { message: `unknown key ${quoted(key)}`, suggestion: () => nearestWord(key, known) });
}
