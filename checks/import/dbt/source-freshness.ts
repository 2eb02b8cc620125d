import { get, numberOf, path, textOf, type Field } from '../field.ts';
import { filtered } from '../filtered.ts';
import { approximated, notPossible, originAt, translated } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';
import { isIdentifier, withinOf } from './dbt-tests.ts';

/** The freshness that a source or model is to have; null when it says nothing of it. */
export function translateFreshness(node: Field, dataset: string, name: string): Translation | null {
  const freshness = get(node, 'freshness');
  const [warn, error] = [read(get(freshness, 'warn_after')), read(get(freshness, 'error_after'))];
  if (warn === undefined && error === undefined) return null;
  const at = textOf(get(node, 'loaded_at_field')) ?? textOf(path(node, 'config', 'loaded_at_field'));
  const query = textOf(get(node, 'loaded_at_query'));
  const origin = originAt(
    freshness,
    dataset,
    `freshness of ${name}: warn after ${warn ?? '-'}, error after ${error ?? '-'}`,
  );
  if (warn === null || error === null) return notPossible(origin, 'its period is none of minute, hour and day');
  const within = error ?? warn ?? '';
  const isLadder = error !== undefined && warn !== undefined;
  const times: Entry = { within, ...(isLadder && { warn }) };
  const severity: Entry = error === undefined ? { severity: 'warn' } : {};
  const condition = textOf(get(freshness, 'filter'));
  const isColumn = at !== undefined && query === undefined && isIdentifier(at);
  const made = isColumn
    ? translated(origin, [{ freshness: { of: at.trim().replace(/^["`]|["`]$/g, ''), ...times }, ...severity }])
    : approximated(origin, [{ freshness: times, ...severity }], lastUpdated(at ?? query));
  return condition === undefined ? made : filtered(made, condition);
}

function lastUpdated(expression: string | undefined): string {
  return expression === undefined
    ? 'dbt takes it from the warehouse: post lastUpdated'
    : `dbt computes it: post its value as lastUpdated: ${expression}`;
}

/** `12h`; undefined when nothing is asked, null when it is no time. */
function read(field: Field): string | null | undefined {
  const count = numberOf(get(field, 'count'));
  if (count === undefined) return undefined;
  return withinOf(textOf(get(field, 'period')), count);
}
