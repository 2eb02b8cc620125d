import { briefEntry, entries, get, isMap, items, path, textOf, textsOf, type Field } from '../field.ts';
import { filtered } from '../filtered.ts';
import { notPossible, originAt } from '../translation.ts';
import type { Reading, SourceDataset, Translation } from '../types.ts';
import { lineRule } from './check-line.ts';

const CHECKS = /^checks\s+for\s+(\S+)(?:\s+\[([^\]]+)\])?$/;
const FOR_EACH = /^for\s+each\s+dataset\s+\S+$/;
const SETTINGS = /^configurations\s+for\s+(\S+)$/;

/** Is it a file of SodaCL, the language of version 3? */
export function isSodaV3(root: Field): boolean {
  return entries(root).some(([key]) => CHECKS.test(key) || FOR_EACH.test(key));
}

/** Reads `checks for` and `for each dataset`; the file knows names of tables only. */
export function readSodaV3(root: Field): Reading {
  const translations = entries(root).flatMap(([key, field]) => section(key, field, root));
  const names = [...new Set(translations.map(({ dataset }) => dataset).filter((name) => name !== ''))];
  const datasets = names.map((name): SourceDataset => ({ key: name, namespace: null, name, suite: name }));
  return { made: 'Soda checks, version 3', datasets, translations };
}

function section(key: string, field: Field, root: Field): Translation[] {
  const [, table, partition] = CHECKS.exec(key) ?? [];
  if (table !== undefined) return checksOf(field, unquoted(table), { root, partition });
  if (FOR_EACH.test(key)) return forEach(field, root);
  if (SETTINGS.test(key) || /^filter\s/.test(key) || key === 'variables') return [];
  return [
    notPossible(originAt(field, '', key), 'it is no check: Plumbline measures by profiles, see plumbline profile'),
  ];
}

interface Around {
  root: Field;
  partition?: string | undefined;
}

function forEach(field: Field, root: Field): Translation[] {
  const tables = textsOf(get(field, 'datasets'));
  const isPlain = tables.length > 0 && tables.every((table) => /^[\w.$"`]+$/.test(table));
  if (isPlain) return tables.flatMap((table) => checksOf(get(field, 'checks'), unquoted(table), { root }));
  const why = 'its datasets are found by a pattern: name each of them, or write * into the dataset of the suite';
  return items(get(field, 'checks')).map((check) => notPossible(originAt(check, '', briefEntry(check)), why));
}

function checksOf(field: Field, table: string, { root, partition }: Around): Translation[] {
  const settings = settingsFor(root, table);
  const condition = partition === undefined ? undefined : filterOf(root, table, partition);
  return items(field).map((check) => {
    const made = oneCheck(check, table, settings);
    if (partition !== undefined && condition === undefined)
      return notPossible(originAt(check, table, made.check), `the filter [${partition}] is not in the file`);
    return condition === undefined ? made : filtered(made, condition);
  });
}

function oneCheck(check: Field, table: string, settings: Field): Translation {
  const isLine = typeof check.value === 'string';
  const [line, config] = isLine ? [String(check.value), NOTHING] : (entries(check)[0] ?? ['', NOTHING]);
  const origin = originAt(check, table, briefEntry(check));
  if (line === '' || (isMap(check.value) && entries(check).length > 1))
    return notPossible(origin, 'it is no check of Soda');
  const made = lineRule({ line: line.trim(), config, origin, settings });
  const condition = textOf(get(config, 'filter'));
  return condition === undefined ? made : filtered(made, condition);
}

const NOTHING: Field = { value: undefined, pointer: '' };

function settingsFor(root: Field, table: string): Field {
  const found = entries(root).find(([key]) => SETTINGS.exec(key)?.[1] === table);
  return found?.[1] ?? NOTHING;
}

function filterOf(root: Field, table: string, partition: string): string | undefined {
  const names = entries(root).filter(([key]) => {
    const [, of, part] = /^filter\s+(\S+)\s+\[([^\]]+)\]$/.exec(key) ?? [];
    return of !== undefined && unquoted(of) === table && part === partition;
  });
  return names.flatMap(([, field]) => textOf(path(field, 'where')) ?? [])[0];
}

function unquoted(name: string): string {
  return name.replace(/^["`]|["`]$/g, '');
}
