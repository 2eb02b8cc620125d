import { entries, get, isMap, items, textOf, textsOf, type Field } from '../field.ts';
import { notPossible, remarked, translated, type Origin } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';

/** A schema check of SodaCL: what must be there, what must not, of which types. */
export function schemaRule(origin: Origin, config: Field): Translation {
  const levels = (['fail', 'warn'] as const).flatMap((level) => {
    const field = get(config, level);
    if (!isMap(field.value)) return [];
    const severity: Entry = level === 'warn' ? { severity: 'warn' } : {};
    return [
      entries(field).flatMap(([key, value]) => conditionRules(key, value).map((rule) => ({ ...rule, ...severity }))),
    ];
  });
  const rules = levels.flat();
  const good = rules.filter((rule) => !('unknown' in rule));
  const unknown = rules.flatMap((rule) => ('unknown' in rule ? String(rule['unknown']) : []));
  if (good.length === 0)
    return notPossible(origin, `no rule says ${unknown.join(', ') || 'this'}: expect schema by hand`);
  const made = translated(origin, good);
  return unknown.length === 0 ? made : remarked(made, `left out: ${unknown.join(', ')}`);
}

function conditionRules(key: string, value: Field): Entry[] {
  const columns = textsOf(value);
  if (key === 'when required column missing' && columns.length > 0) return [{ column_exists: { columns } }];
  if (key === 'when wrong column type') {
    return entries(value).flatMap(([column, type]): Entry[] => {
      const is = textOf(type);
      return is === undefined ? [{ unknown: key }] : [{ column, type: { is: [is] } }];
    });
  }
  if (key === 'when schema changes' && (columns.length > 0 || items(value).length > 0)) return changes(columns, key);
  return [{ unknown: key }];
}

/** Of all changes that Soda tells apart, together they are a schema that stays as it was. */
function changes(columns: readonly string[], key: string): Entry[] {
  const isAny =
    columns.includes('any') ||
    ['column add', 'column delete', 'column type change', 'column index change'].every((one) => columns.includes(one));
  return isAny ? [{ schema_change: true }] : [{ unknown: `${key}: ${columns.join(', ')}` }];
}
