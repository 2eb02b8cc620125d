import { get, items, path, textOf, textsOf, wordOf, type Field } from '../field.ts';
import { entryOf, notPossible, originAt, rowRule, translated } from '../translation.ts';
import type { ImportProblem, Reading, SourceDataset, Translation } from '../types.ts';
import { columnOf, propertyRules } from './property-rules.ts';
import { translateQuality } from './quality-rules.ts';
import { serverName } from './server-name.ts';
import { slaRules } from './sla-rules.ts';

/** Is it a data contract, of ODCS or of the specification before it? */
export function isOdcs(root: Field): boolean {
  const isContract = textOf(get(root, 'kind')) === 'DataContract' && get(root, 'apiVersion').value !== undefined;
  return isContract || get(root, 'dataContractSpecification').value !== undefined;
}

/** Reads a contract of ODCS 3; a table is one suite. */
export function readOdcs(root: Field): Reading | ImportProblem {
  const version = wordOf(get(root, 'apiVersion')) ?? wordOf(get(root, 'dataContractSpecification')) ?? '';
  if (!/^v?3\./.test(version)) {
    const fix = 'Convert it first: datacontract export FILE --format odcs';
    return { message: `this is a contract of version ${version.slice(0, 20)}, not of ODCS 3`, fix, line: 1, column: 1 };
  }
  const { namespace, prefix } = serverName(items(get(root, 'servers')));
  const name = textOf(get(root, 'name')) ?? textOf(get(root, 'id')) ?? 'contract';
  const owner = textOf(path(root, 'team', 'name'));
  const tables = items(get(root, 'schema')).map((table, index) => ({
    table,
    key: tableName(table) ?? `table ${index + 1}`,
  }));
  const datasets = tables.map(({ key }): SourceDataset => ({
    key,
    namespace,
    name: key.includes('.') && prefix.endsWith('.') ? key : prefix + key,
    suite: `${name}.${key}`.slice(0, 200),
    ...(owner !== undefined && { owner: owner.slice(0, 200) }),
  }));
  const translations = [
    ...tables.flatMap(({ table, key }) => tableRules(table, key)),
    ...slaRules(
      root,
      tables.map(({ table, key }) => ({ key, names: [key, ...textsOf(get(table, 'name'))] })),
    ),
  ];
  return { made: `ODCS ${version.slice(0, 20)} contract ${name}`, datasets, translations };
}

function tableName(table: Field): string | undefined {
  return textOf(get(table, 'physicalName')) ?? textOf(get(table, 'name'));
}

function tableRules(table: Field, key: string): Translation[] {
  const properties = items(get(table, 'properties'));
  const columns = properties.flatMap((property) => columnOf(property) ?? []);
  const at = originAt(get(table, 'properties'), key, `${key}: properties ${columns.join(', ')}`);
  return [
    ...(columns.length > 0
      ? [translated(at, [{ schema: { columns: [...new Set(columns)], allow_extra: true } }])]
      : []),
    ...primaryKey(table, key),
    ...properties.flatMap((property) => propertyRules(property, key)),
    ...items(get(table, 'quality')).map((rule) =>
      translateQuality({ rule, dataset: key, table: key, column: undefined }),
    ),
  ];
}

/** The properties of the primary key: each not null, together unique. */
function primaryKey(table: Field, key: string): Translation[] {
  const members = items(get(table, 'properties')).filter((property) => get(property, 'primaryKey').value === true);
  const columns = members.flatMap((property) => columnOf(property) ?? []);
  const [first] = members;
  const [only] = columns;
  if (first === undefined || only === undefined) return [];
  const origin = originAt(get(first, 'primaryKey'), key, `${columns.join(', ')}: primaryKey`);
  const notNull = columns.map((column) => entryOf({ column, kind: 'not_null', value: true }));
  if (columns.length === 1)
    return [translated(origin, [...notNull, entryOf({ column: only, kind: 'unique', value: true })])];
  if (columns.length !== members.length) return [notPossible(origin, 'a property of the key has no name')];
  const together = rowRule(origin, {
    kind: 'compound_unique',
    params: { columns },
    words: `is the only one with its ${columns.join(', ')}`,
  });
  const other = together.otherwise ?? { entries: [], note: '' };
  return [
    {
      ...together,
      entries: [...notNull, ...together.entries],
      otherwise: { ...other, entries: [...notNull, ...other.entries] },
    },
  ];
}
