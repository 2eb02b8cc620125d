import type { LearnedFinding } from '../anomaly/explain.ts';
import type { Judged } from '../anomaly/judge-measure.ts';
import type { LearnedInput, LearnedVerdict } from '../anomaly/judge.ts';
import type { CheckResult } from '../result.ts';
import { matchesPattern } from '../suite/dataset.ts';
import { segmentWords } from '../suite/segment-text.ts';
import { findingKey, keyOf, SCHEMA_KEY } from './keys.ts';
import { measuredRow, partsOf } from './measured-row.ts';
import { alarmOutcome, plainBasis, rowOf, type LearnedVersions, type RowContext } from './row.ts';
import { schemaWords } from './schema-words.ts';
import type { LearnSettings } from './settings.ts';
import { settledRows } from './settled.ts';

/** How findings are told. */
export interface LearnedTelling {
  settings: LearnSettings;
  versions: LearnedVersions;
  /** The filter of `where` that the profile declares, where some suite names it. */
  where?: string | null;
  /** Keys of expectations that suites declare: a learned one of the same name gets another. */
  declared?: ReadonlySet<string>;
  /** Keys of learned rows that were in alarm before, as an open incident has them; what the baseline knows of is seen to anyway. */
  alarmed?: Iterable<string>;
}

/**
 * What the learned monitors found of a profile, as results: a row for each trouble, and one that passes for each that is over. Nothing of
 * what is as ever. `input` is what the verdict was made of.
 */
export function learnedResults(input: LearnedInput, verdict: LearnedVerdict, telling: LearnedTelling): CheckResult[] {
  const { settings, versions, where = null, declared, alarmed = [] } = telling;
  if (!settings.on) return [];
  const context: RowContext = { input, settings, versions, where };
  const [own, plain] = [namedFor(input, declared), plainNames(input, alarmed)];
  const found = alarmRows(verdict, context);
  const settled = settledRows({
    verdict,
    context,
    told: new Set(found.map(({ expectation }) => expectation)),
    alarmed: plain,
  });
  return [...found, ...settled]
    .filter(({ column }) => column === null || isTold(column, settings))
    .map((row) => ({ ...row, expectation: own(row.expectation) }));
}

/** Is a column one of those that somebody wants to hear of? */
export const isTold = (column: string, { only, except }: LearnSettings): boolean =>
  (only === null || only.some((pattern) => matchesPattern(pattern, column))) &&
  !except.some((pattern) => matchesPattern(pattern, column));

const OTHERWISE = '.learned';
const suffixOf = ({ profile }: LearnedInput): string =>
  profile.segment?.length ? ` [${segmentWords(profile.segment)}]` : '';

/** The key in its series, and beside what suites declare. */
function namedFor(input: LearnedInput, declared: ReadonlySet<string> | undefined): (key: string) => string {
  const suffix = suffixOf(input);
  return (key) => `${key}${declared?.has(key) === true ? OTHERWISE : ''}${suffix}`;
}

/** The keys as they were before they were told apart. */
function plainNames(input: LearnedInput, alarmed: Iterable<string>): string[] {
  const suffix = suffixOf(input);
  return [...alarmed].flatMap((told) => {
    if (!told.endsWith(suffix)) return [];
    const key = told.slice(0, told.length - suffix.length);
    return [key.endsWith(`.anomaly${OTHERWISE}`) ? key.slice(0, -OTHERWISE.length) : key];
  });
}

function alarmRows({ findings, judged }: LearnedVerdict, context: RowContext): CheckResult[] {
  const columns = findings.filter(({ schema }) => schema !== null);
  const retyped = new Set(
    columns.filter(({ schema }) => schema?.change === 'type_changed').map(({ column }) => column),
  );
  const rows: CheckResult[] = [];
  if (columns.length > 0) {
    const evidence = findings.filter(
      ({ column, measures }) => column !== null && retyped.has(column) && measures.length > 0,
    );
    rows.push(schemaRow(columns, evidence, context));
  }
  const stale = new Set<string>();
  for (const finding of findings) {
    if (finding.schema !== null || (finding.column !== null && retyped.has(finding.column))) continue;
    if (finding.cause === 'stale') {
      stale.add(findingKey(finding));
      rows.push(copyRow(finding, context));
    } else rows.push(...measuredRows(finding, judged, context).filter(({ expectation }) => !stale.has(expectation)));
  }
  return rows;
}

/** One row for all that became of the columns; what else is odd about one of another type is its consequence. */
function schemaRow(
  columns: readonly LearnedFinding[],
  evidence: readonly LearnedFinding[],
  context: RowContext,
): CheckResult {
  const changes = columns.flatMap(({ schema }) => schema ?? []);
  const parts = partsOf(
    evidence.flatMap(({ measures }) => measures),
    context,
  );
  const told = { outcome: alarmOutcome(context.settings), reason: schemaWords(changes), ...parts };
  return rowOf(SCHEMA_KEY, told, context);
}

function copyRow(finding: LearnedFinding, context: RowContext): CheckResult {
  const { column } = finding;
  const reason =
    column === null ? 'exact copy of the run before' : 'its values are an exact copy of those of the run before';
  const told = { outcome: alarmOutcome(context.settings), reason, column, basis: plainBasis('stale', context) };
  return rowOf(findingKey(finding), told, context);
}

/** A column is one row; of the table each part is one: the rows, every counter and metric, and the rest. */
function measuredRows({ measures }: LearnedFinding, judged: readonly Judged[], context: RowContext): CheckResult[] {
  const byKey = new Map<string, Judged[]>();
  for (const one of measures) byKey.set(keyOf(one.measure), [...(byKey.get(keyOf(one.measure)) ?? []), one]);
  return [...byKey].flatMap(([key, own]) => {
    const row = measuredRow(key, own, context);
    const follow = own[0]?.measure.key === 'rowCount' ? followWords(judged) : '';
    return row === null ? [] : [{ ...row, reason: `${row.reason}${follow}` }];
  });
}

/** How much else is odd because the rows are other ones. */
function followWords(judged: readonly Judged[]): string {
  const follow = judged.filter((one) => one.told >= 1 && one.measure.column !== null).length;
  return follow === 0
    ? ''
    : `; ${follow} ${follow === 1 ? 'measure of a column follows' : 'measures of columns follow'} from it`;
}
