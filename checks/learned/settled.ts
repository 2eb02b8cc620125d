import type { Open } from '../anomaly/baseline.ts';
import type { Judged } from '../anomaly/judge-measure.ts';
import type { LearnedVerdict } from '../anomaly/judge.ts';
import { columnsOf } from '../anomaly/schema-watch.ts';
import type { CheckResult } from '../result.ts';
import { columnKey, keyOf, SCHEMA_KEY } from './keys.ts';
import { measuredRow } from './measured-row.ts';
import { measuredPart, rowOf, type RowContext } from './row.ts';
import { bandWords } from './sentence.ts';
import { toldMeasure, type ToldMeasure } from './told-measure.ts';

interface Settling {
  verdict: LearnedVerdict;
  context: RowContext;
  /** Keys of what is in alarm now. */
  told: ReadonlySet<string>;
  /** Keys of what was in alarm before, as somebody else remembers. */
  alarmed: readonly string[];
}

/**
 * What was in alarm in the run before and is no trouble of its own now: over, because it is back or because it was so often so that it is
 * the usual now; or going on beneath a greater one.
 */
export function settledRows({ verdict, context, told, alarmed }: Settling): CheckResult[] {
  const rows: CheckResult[] = [];
  const seen = new Set(told);
  const before = openBefore(context);
  // Nothing was in alarm before, mostly: then nobody asks for one of hundreds.
  const judged = new Map(before.size === 0 ? [] : verdict.judged.map((one) => [one.measure.key, one]));
  for (const [key, opened] of before) {
    if (seen.has(key)) continue;
    seen.add(key);
    const row = settledRow({ key, opened, judged, context });
    if (row !== null) rows.push(row);
  }
  for (const key of alarmed) {
    if (seen.has(key) || !key.endsWith('.anomaly')) continue;
    seen.add(key);
    rows.push(rowOf(key, { outcome: 'pass', reason: endWords(key, context), column: columnIn(key, context) }, context));
  }
  return rows;
}

interface Opened {
  measure: string;
  column: string | null;
  open: Open;
}

/** The measures that the run before left in alarm, or took over as the new level, by the key that tells of them. */
function openBefore({ input: { baseline } }: RowContext): Map<string, Opened[]> {
  const byKey = new Map<string, Opened[]>();
  for (const [measure, open] of baseline.open) {
    if (open.moved !== undefined && open.moved.at !== baseline.runs) continue;
    const { column } = open;
    const key = keyOf({ key: measure, column });
    byKey.set(key, [...(byKey.get(key) ?? []), { measure, column, open }]);
  }
  return byKey;
}

interface Settled {
  key: string;
  opened: readonly Opened[];
  judged: ReadonlyMap<string, Judged>;
  context: RowContext;
}

function settledRow({ key, opened, judged, context }: Settled): CheckResult | null {
  const { input } = context;
  const column = opened[0]?.column ?? null;
  const now = opened.flatMap(({ measure }) => judged.get(measure) ?? []);
  const alarming = now.filter((one) => one.told >= 1);
  if (alarming.length > 0) return measuredRow(key, alarming, context);
  if (column !== null && !columnsOf(input.profile).includes(column))
    return rowOf(key, { outcome: 'pass', reason: 'the column is no longer there', column }, context);
  const [first] = now;
  const told = first === undefined ? null : toldMeasure(first, input);
  if (told === null)
    return rowOf(key, { outcome: 'warn', severity: 'warn', reason: unmeasuredWords(opened), column }, context);
  const isMoved = opened.some(({ open }) => open.moved !== undefined);
  const reason = isMoved ? takenWords(told) : backWords(told);
  return rowOf(key, { ...measuredPart(told, context), outcome: 'pass', reason }, context);
}

const unmeasuredWords = (opened: readonly Opened[]): string =>
  `was out of the ordinary and was not measured this time: ${opened.map(({ measure }) => measure).join(', ')}`;

const backWords = (told: ToldMeasure): string => `back within ${bandWords(told)}${told.moment}`;

const takenWords = (told: ToldMeasure): string => `the new level is taken for usual: ${bandWords(told)}${told.moment}`;

function endWords(key: string, { input: { baseline } }: RowContext): string {
  if (key !== SCHEMA_KEY) return 'as usual again';
  const isPending =
    baseline.otherOrder !== undefined ||
    [...baseline.columns.values()].some(({ otherType }) => otherType !== undefined);
  return isPending ? 'the columns are as they were before' : 'the columns are taken for usual after 3 runs';
}

const columnIn = (key: string, { input: { profile } }: RowContext): string | null =>
  columnsOf(profile).find((column) => columnKey(column) === key) ?? null;
