import { brief, get, isMap, items, textOf, type Field } from '../field.ts';
import { notPossible, originAt, type Origin } from '../translation.ts';
import type { Reading, SourceDataset, Translation } from '../types.ts';
import { readCall } from './call.ts';
import { translateConstraintText } from './constraint-text.ts';
import { translateDqdl } from './dqdl-rules.ts';
import { translateCall } from './methods.ts';

const KEY = 'table';

/** Is it what Deequ writes: suggestions, or results of a check; or rules in DQDL? */
export function isDeequ(root: Field): boolean {
  if (items(get(root, 'constraint_suggestions')).length > 0) return true;
  if (items(get(root, 'Rules')).length > 0 || items(get(root, 'Analyzers')).length > 0) return true;
  const [row] = items(root);
  return row !== undefined && isMap(row.value) && 'constraint' in row.value && 'check_level' in row.value;
}

/** Reads constraints; no file of Deequ says which dataset they are for. */
export function readDeequ(root: Field): Reading {
  const suggestions = items(get(root, 'constraint_suggestions'));
  const rules = items(get(root, 'Rules'));
  const analyzers = items(get(root, 'Analyzers'));
  const dataset = (suite: string): SourceDataset => ({ key: KEY, namespace: null, name: suite, suite });
  if (suggestions.length > 0) {
    return { made: 'suggestions of Deequ', datasets: [dataset('deequ')], translations: suggestions.map(suggestion) };
  }
  if (rules.length + analyzers.length > 0) {
    const translations = [...rules.map(dqdlRule), ...analyzers.map(analyzer)];
    return { made: 'rules in DQDL', datasets: [dataset('dqdl')], translations };
  }
  const rows = items(root);
  const name = (rows[0] === undefined ? undefined : textOf(get(rows[0], 'check'))) ?? 'deequ';
  return {
    made: 'results of a check of Deequ',
    datasets: [dataset(name.slice(0, 200))],
    translations: rows.map(result),
  };
}

function suggestion(field: Field): Translation {
  const code = textOf(get(field, 'code_for_constraint'));
  const text = textOf(get(field, 'constraint_name'));
  const origin = originAt(field, KEY, code ?? text ?? brief(field.value));
  const call = code === undefined ? null : readCall(code);
  if (call !== null) return translateCall(call, origin);
  return text === undefined ? notPossible(origin, 'the suggestion has no code') : translateConstraintText(text, origin);
}

function result(field: Field): Translation {
  const text = textOf(get(field, 'constraint'));
  const isWarning = textOf(get(field, 'check_level')) === 'Warning';
  const origin: Origin = {
    ...originAt(field, KEY, text ?? brief(field.value)),
    ...(isWarning && { modifiers: { severity: 'warn' } }),
  };
  return text === undefined ? notPossible(origin, 'the row has no constraint') : translateConstraintText(text, origin);
}

function dqdlRule(field: Field): Translation {
  const text = textOf(field) ?? '';
  return translateDqdl(text, originAt(field, KEY, text));
}

function analyzer(field: Field): Translation {
  return notPossible(originAt(field, KEY, brief(field.value)), 'an analyzer only measures: expect a bound by hand');
}
