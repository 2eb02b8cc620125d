import type { Baseline, Open } from './baseline.ts';
import type { Family } from './family.ts';
import type { Judged } from './judge-measure.ts';
import type { SchemaFinding } from './schema-watch.ts';
import { goesOn } from './stream/ongoing.ts';

/** What is wrong, from what explains most to what explains least (detection.md 5.4). */
export const CAUSES = [
  'stale',
  'schema',
  'rows',
  'missing',
  'categories',
  'format',
  'distribution',
  'extreme',
] as const;
export type Cause = (typeof CAUSES)[number];

/** One trouble of the table or of one column, with what it shows in beside. */
export interface LearnedFinding {
  cause: Cause;
  column: string | null;
  /** 1 and above; the farther above, the surer and the larger. */
  score: number;
  /** Was it in alarm already in the run before? */
  continues: boolean;
  schema: SchemaFinding | null;
  /** The measure that shows it best, then the others of the same column. */
  measures: readonly Judged[];
}

/** Columns of a schema change say all by themselves. */
const SCHEMA_SCORE = 5;
/** The same columns written otherwise. */
const FORM_SCORE = 2;
const STALE_SCORE = 5;

const FORMAT = /\.(characters\.|type\.|length|padded|nonAscii|newShape|lostShape|empty|blank)/;
const CAUSE_OF: Readonly<Record<Family, Cause>> = {
  rows: 'rows',
  share: 'distribution',
  location: 'distribution',
  spread: 'distribution',
  length: 'format',
  distinct: 'distribution',
  extreme: 'extreme',
  distance: 'distribution',
  mass: 'categories',
  custom: 'distribution',
};

/** What a measure in alarm speaks of. */
function causeOf({ measure: { key, family } }: Judged): Cause {
  if (key.endsWith('.nullShare')) return 'missing';
  if (key.startsWith('counter.')) return 'distribution';
  return FORMAT.test(key) ? 'format' : CAUSE_OF[family];
}

/** All that was found of a profile, before it is put in order. */
export interface Found {
  judged: readonly Judged[];
  schema: readonly SchemaFinding[];
  /** Its columns, as its header has them. */
  names: readonly string[];
  stale: readonly (string | null)[];
}

const rank = (cause: Cause): number => CAUSES.indexOf(cause);

/**
 * Everything in alarm as few troubles, worst cause first: one a column, and none of columns where the number of rows
 * explains them, since other rows have other values.
 */
export function findingsOf(found: Found, baseline: Baseline): LearnedFinding[] {
  const findings = found.schema.map((one) => ofSchema(one, found.names, baseline));
  for (const column of found.stale) {
    findings.push({ cause: 'stale', column, score: STALE_SCORE, continues: false, schema: null, measures: [] });
  }
  const alarms = found.judged.filter(({ told }) => told >= 1);
  const byColumn = new Map<string | null, Judged[]>();
  for (const one of alarms) byColumn.set(one.measure.column, [...(byColumn.get(one.measure.column) ?? []), one]);
  const rows = alarms.some(({ measure }) => measure.key === 'rowCount');
  for (const [column, measures] of byColumn) {
    if (column === null || !rows) findings.push(ofMeasures(column, measures, { baseline, judged: found.judged }));
  }
  return foldAlike(findings).sort((a, b) => rank(a.cause) - rank(b.cause) || b.score - a.score);
}

/** Shares of rows that differ by less are those of the same rows. */
const SAME_ROWS = 0.1;

/** Rows that are gone, or new, show in every column that tells them from others: what is as large in several columns is one trouble. */
function foldAlike(findings: readonly LearnedFinding[]): LearnedFinding[] {
  const kept: LearnedFinding[] = [];
  for (const one of findings.toSorted((a, b) => b.score - a.score)) {
    const [first] = one.measures;
    const same = kept.findIndex(({ cause, measures: [other] }) => cause === 'categories' && areAlike(first, other));
    if (one.cause !== 'categories' || same === -1) kept.push(one);
    else kept[same] = joined(kept[same] as LearnedFinding, one);
  }
  return kept;
}

const joined = (into: LearnedFinding, one: LearnedFinding): LearnedFinding => ({
  ...into,
  continues: into.continues && one.continues,
  measures: [...into.measures, ...one.measures],
});

function areAlike(one: Judged | undefined, other: Judged | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const [kind, otherKind] = [one, other].map(({ measure: { key, column } }) => key.slice((column ?? '').length));
  return kind === otherKind && Math.abs(one.effect - other.effect) <= SAME_ROWS * Math.max(one.effect, other.effect);
}

function ofSchema(schema: SchemaFinding, names: readonly string[], { columns, otherOrder }: Baseline): LearnedFinding {
  const { change, column } = schema;
  const isPending =
    change === 'type_changed'
      ? columns.get(column ?? '')?.otherType?.is === schema.is
      : otherOrder?.is === names.join('\n');
  const isOfForm = change === 'columns_reordered' || change === 'header_changed';
  const score = isOfForm ? FORM_SCORE : SCHEMA_SCORE;
  return { cause: 'schema', column, score, continues: isPending, schema, measures: [] };
}

/** What is so many times as far from what was foretold as in the run before is trouble of its own. */
const MUCH_WORSE = 3;

function isMuchWorse({ value, forecast, isDrift }: Judged, open: Open | undefined): boolean {
  if (open === undefined || isDrift) return false;
  const last = open.recent.at(-1);
  const before = last === undefined ? open.moved?.by : last.value - open.before;
  return before !== undefined && Math.abs(value - forecast.value) > MUCH_WORSE * Math.abs(before);
}

function ofMeasures(
  column: string | null,
  alarms: readonly Judged[],
  { baseline: { open, streams }, judged }: { baseline: Baseline; judged: readonly Judged[] },
): LearnedFinding {
  const measures = alarms.toSorted((a, b) => rank(causeOf(a)) - rank(causeOf(b)) || b.told - a.told);
  const [first] = measures;
  const isOpen = [...open.values()].some((one) => one.column === column);
  const continues =
    streams === undefined
      ? isOpen && !measures.some((one) => isMuchWorse(one, open.get(one.measure.key)))
      : goesOn(column, measures, judged);
  const score = Math.max(...measures.map((one) => one.told));
  return {
    cause: first === undefined ? 'distribution' : causeOf(first),
    column,
    score,
    continues,
    schema: null,
    measures,
  };
}
