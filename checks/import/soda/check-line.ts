import { entries, get, isMap, numberOf, textOf, type Field } from '../field.ts';
import { boundClause } from '../limits.ts';
import {
  approximated,
  counted,
  entryOf,
  measured,
  notPossible,
  referenceRule,
  rowRule,
  sameRowCount,
  translated,
  type Origin,
} from '../translation.ts';
import type { Translation } from '../types.ts';
import { ladderOfLine } from './condition.ts';
import { freshnessRule, translateMetric } from './metric-rule.ts';
import { schemaRule } from './schema-rule.ts';
import { settingsOf } from './settings.ts';

/** One check of SodaCL: its line, what stands below it, and the table's configuration. */
export interface CheckLine {
  line: string;
  config: Field;
  origin: Origin;
  settings: Field;
}

const METRIC = /^([A-Za-z_]\w*)\s*(?:\(([^)]*)\))?\s*(.*)$/s;
const REFERENCE = /^values\s+in\s+\(([^)]+)\)\s+must\s+exist\s+in\s+(\S+)\s+\(([^)]+)\)$/;
const SAME_AS = /^row_count\s+same\s+as\s+(\S+)(\s+in\s+\S+)?$/;
const CHANGE = /^change\s+for\s+row_count\s+(.*)$/;
const FRESHNESS = /^freshness\s*(?:using\s+(\S+)|\(\s*([^),]+)[^)]*\))\s*(?:(<=?)\s*(\S+))?.*$/;
const OWN_KEYS = ['metric expression', 'expression', 'query', 'sql'];

/** The rule that a check of SodaCL says. */
export function lineRule(check: CheckLine): Translation {
  const { line, config, origin } = check;
  if (line === 'schema') return schemaRule(origin, config);
  if (line === 'failed rows') return failedRows(origin, config);
  if (/^(anomaly|distribution_difference|group by|anomaly detection|for\s)/.test(line))
    return notPossible(origin, 'a learned or grouped check: expect a change from a baseline by hand');
  const found = REFERENCE.exec(line);
  if (found !== null) return reference(origin, found);
  const same = SAME_AS.exec(line);
  if (same !== null) return sameRowCount(origin, same[1] ?? '');
  const change = CHANGE.exec(line);
  if (change !== null) return changeRule(origin, change[1] ?? '');
  if (/^change\b|^percent change\b/.test(line))
    return notPossible(
      origin,
      'its baseline is none of ours: expect change from previous, same_weekday or last_n by hand',
    );
  if (line.startsWith('freshness')) return freshness(origin, line, config);
  return metricRule(check);
}

function metricRule({ line, config, origin, settings }: CheckLine): Translation {
  const [, metric, args = '', condition = ''] = METRIC.exec(line) ?? [];
  const ladder = ladderOfLine(condition, config);
  if (metric === undefined) return notPossible(origin, 'it is no check of Soda');
  if (ladder === null) return notPossible(origin, 'its condition is none that a bound can say');
  const names = args.split(',').map((name) => name.trim().replace(/^["`]|["`]$/g, ''));
  const [column] = names;
  const known = settingsOf(columnSettings(settings, column), config);
  if (entries(config).some(([key]) => OWN_KEYS.some((own) => key.endsWith(own))))
    return measured(origin, {
      name: metric,
      bound: boundClause(ladder),
      words: 'the value of its expression or query',
    });
  if (metric === 'percentile') {
    const p = numberOf({ value: names[1], pointer: '' });
    if (column === undefined || p === undefined) return notPossible(origin, 'it names no column and share');
    return translated(origin, [entryOf({ column, kind: 'quantile', value: { p, ...boundClause(ladder) } })]);
  }
  if (metric === 'duplicate_count' && names.length > 1) return compound(origin, names, ladder);
  const named = column === undefined || column === '' ? undefined : column;
  return translateMetric({ origin, metric, column: named, ladder, settings: known, version: 3 });
}

/** Settings of the table's configuration that are for one column: `valid values for status`. */
function columnSettings(settings: Field, column: string | undefined): Field {
  const value: Record<string, unknown> = {};
  for (const [key, field] of entries(settings)) {
    const [, name, of] = /^(.+?)\s+for\s+(\S+)$/.exec(key) ?? [];
    if (name !== undefined && of === column) value[name] = field.value;
  }
  return { value, pointer: settings.pointer };
}

function compound(
  origin: Origin,
  columns: string[],
  ladder: NonNullable<ReturnType<typeof ladderOfLine>>,
): Translation {
  const isNone = ladder.warn === undefined && ladder.fail?.high === 0;
  const words = `is the only one with its ${columns.join(', ')}`;
  if (isNone) return rowRule(origin, { kind: 'compound_unique', params: { columns }, words });
  return measured(origin, { name: `${columns.join('_')}.duplicate_count`, bound: boundClause(ladder), words });
}

function failedRows(origin: Origin, config: Field): Translation {
  const condition = textOf(get(config, 'fail condition'));
  const query = textOf(get(config, 'fail query'));
  const name = textOf(get(config, 'name')) ?? 'failed_rows';
  if (condition === undefined && query === undefined) return notPossible(origin, 'it has no condition and no query');
  const words = condition === undefined ? `is not among the rows of ${query}` : `does not keep ${condition}`;
  return counted(origin, { id: name, words });
}

function reference(origin: Origin, [, own = '', table = '', other = '']: RegExpExecArray): Translation {
  const [columns, others] = [own, other].map((list) => list.split(',').map((name) => name.trim()));
  const words = `has its ${own} in ${other} of ${table}`;
  const [column] = columns ?? [];
  if (columns?.length !== 1 || others?.length !== 1 || column === undefined)
    return counted(origin, { id: `${(columns ?? []).join('_')}.referential_integrity`, words });
  return referenceRule(origin, { column, dataset: table, other: others[0] ?? '' });
}

/** `change for row_count between -5 and +5`, `< 50%`: against the measurement before. */
function changeRule(origin: Origin, condition: string): Translation {
  const found = /^between\s+-(\d+(?:\.\d+)?)(%?)\s+and\s+\+?(\d+(?:\.\d+)?)(%?)$/.exec(condition.trim());
  if (found === null || found[1] !== found[3] || found[2] !== found[4])
    return notPossible(origin, 'ours moves as far up as down: expect row_count with change from previous by hand');
  const within = found[2] === '%' ? `${found[1]}%` : Number(found[1]);
  const entry = { row_count: { change: { from: 'previous', within } } };
  return approximated(origin, [entry], 'against the accepted profile before, where they take the scan before');
}

function freshness(origin: Origin, line: string, config: Field): Translation {
  const [, using, inside, , limit] = FRESHNESS.exec(line) ?? [];
  const of = (using ?? inside)?.trim().replace(/^["`]|["`]$/g, '');
  if (of === undefined) return notPossible(origin, 'it names no column');
  if (isMap(config.value) && limit === undefined) {
    const [within, warn] = [after(get(config, 'fail')), after(get(config, 'warn'))];
    return freshnessRule(origin, { of, within, warn });
  }
  return freshnessRule(origin, { of, within: duration(limit) });
}

/** `when > 3h`. */
function after(field: Field): string | undefined {
  const text = textOf(field);
  return text === undefined ? undefined : duration(/^\s*when\s+>=?\s*(\S+)\s*$/.exec(text)?.[1]);
}

/** Durations of Soda are `3h`, `1d`, and also `1d6h`: that is written out in hours. */
function duration(text: string | undefined): string | undefined {
  const found = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/.exec(text ?? '-');
  if (found === null || text === '') return undefined;
  const [days, hours, minutes] = found.slice(1).map((part) => Number(part ?? 0));
  const total = (days ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0);
  if (total === 0) return undefined;
  return total % 1440 === 0 ? `${total / 1440}d` : total % 60 === 0 ? `${total / 60}h` : `${total}m`;
}
