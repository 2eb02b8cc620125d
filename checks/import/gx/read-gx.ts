import { brief, entries, get, isMap, items, path, textOf, wordOf, type Field } from '../field.ts';
import { filtered } from '../filtered.ts';
import { notPossible, originAt, passesOverNothing } from '../translation.ts';
import type { Entry, Reading, Translation } from '../types.ts';
import { GX_AGGREGATES } from './aggregate-kinds.ts';
import { conditionOf, isParameter, type GxTable } from './gx-rule.ts';
import { GX_MAP } from './map-kinds.ts';
import { GX_ROWS } from './row-kinds.ts';
import { GX_TABLES } from './table-kinds.ts';

/** Every type of expectation that is translated, and to what. */
export const GX: GxTable = { ...GX_MAP, ...GX_AGGREGATES, ...GX_TABLES, ...GX_ROWS };

const KEY = 'table';
const NOT_SHOWN = ['column', 'batch_id', 'result_format', 'catch_exceptions'];
const DRIFT = /kl_divergence|chisquare|bootstrapped_ks|cramers_phi/;

/** Is it a suite of Great Expectations, of 0.x or 1.x? */
export function isGx(root: Field): boolean {
  const [first] = items(get(root, 'expectations'));
  if (first === undefined) return isMap(get(root, 'meta').value) && get(root, 'expectations').value !== undefined;
  return typeOf(first) !== undefined;
}

/** Reads a suite; its file does not say which dataset it is for. */
export function readGx(root: Field): Reading {
  const name = textOf(get(root, 'name')) ?? textOf(get(root, 'expectation_suite_name')) ?? 'great-expectations';
  const version = wordOf(path(root, 'meta', 'great_expectations_version'));
  const translations = items(get(root, 'expectations')).map(readExpectation);
  const dataset = { key: KEY, namespace: null, name: name.slice(0, 200), suite: name.slice(0, 200) };
  return { made: `Great Expectations${version ? ` ${version}` : ''}`, datasets: [dataset], translations };
}

function typeOf(field: Field): string | undefined {
  return textOf(get(field, 'type')) ?? textOf(get(field, 'expectation_type'));
}

function readExpectation(field: Field): Translation {
  const type = typeOf(field);
  const kwargs = get(field, 'kwargs');
  const column = textOf(get(kwargs, 'column'));
  const origin = originAt(field, KEY, type === undefined ? brief(field.value) : checkWords(type, kwargs));
  if (type === undefined) return notPossible(origin, 'the expectation has no type: mend the suite');
  const parameter = entries(kwargs).find(([, value]) => isParameter(value));
  if (parameter !== undefined)
    return notPossible(origin, `${parameter[0]} is filled in when the suite runs: write its value into the suite`);
  const mapping = Object.hasOwn(GX, type) ? GX[type] : undefined;
  if (mapping === undefined) return notPossible(origin, unknownWords(type));
  const rule = { origin: { ...origin, modifiers: severityOf(field) }, kwargs, column };
  const translation =
    type.includes('column_') && needsColumn(type) && column === undefined ? null : mapping.translate(rule);
  if (translation === null) return notPossible(origin, 'arguments that it needs are missing or of another type');
  const whole =
    Object.hasOwn(GX_ROWS, type) || /regex|like_pattern/.test(type) ? passesOverNothing(translation) : translation;
  const condition = conditionOf(kwargs);
  return condition === undefined ? whole : filtered(whole, condition);
}

function needsColumn(type: string): boolean {
  return /^expect_column_(?!pair)/.test(type);
}

/** Their default `critical` is our default `error`. */
function severityOf(field: Field): Entry {
  const severity = textOf(get(field, 'severity'));
  if (severity === 'warning') return { severity: 'warn' };
  return severity === 'info' ? { severity: 'info' } : {};
}

function unknownWords(type: string): string {
  if (DRIFT.test(type)) return 'drift needs a reference: expect drift from a pinned profile by hand';
  return 'an expectation of your own, or of a package: post its result, or a counter of the rows that fail';
}

/** `expect_column_values_to_be_between(amount, min_value: 0)`. */
function checkWords(type: string, kwargs: Field): string {
  const column = textOf(get(kwargs, 'column'));
  const others = entries(kwargs).filter(([key, { value }]) => !NOT_SHOWN.includes(key) && value !== null);
  const words = others.map(([key, { value }]) => `${key}: ${brief(value)}`);
  return `${type}(${[...(column === undefined ? [] : [column]), ...words].join(', ')})`;
}
