import { expect, it } from 'vitest';
import { isBreaking, typeChange } from './schema-compatibility.ts';

it.each([
  ['int', 'bigint', 'widened'],
  ['BIGINT', 'integer', 'narrowed'],
  ['int', 'int4', 'same'],
  ['decimal(10,2)', 'decimal(12, 2)', 'widened'],
  ['decimal(10,2)', 'decimal(12,4)', 'widened'],
  ['decimal(10,2)', 'decimal(10,4)', 'other'],
  ['decimal(12,2)', 'decimal(10,2)', 'narrowed'],
  ['numeric(10,2)', 'numeric', 'widened'],
  ['varchar(9)', 'varchar(20)', 'widened'],
  ['varchar(9)', 'text', 'widened'],
  ['character varying', 'varchar(9)', 'narrowed'],
  ['int', 'double', 'widened'],
  ['bigint', 'double precision', 'other'],
  ['real', 'float8', 'widened'],
  ['int', 'decimal(12,2)', 'widened'],
  ['int', 'decimal(9,2)', 'other'],
  ['int', 'text', 'other'],
  ['date', 'timestamp', 'other'],
  ['struct<a:int>', 'STRUCT<a:int>', 'same'],
])('%s to %s is %s', (before, after, change) => expect(typeChange(before, after)).toBe(change));

it.each([
  ['added', null, 'int', false],
  ['removed', 'int', null, true],
  ['type', 'int', 'bigint', false],
  ['type', 'int', 'text', true],
  ['nullability', 'not nullable', 'nullable', true],
  ['nullability', 'nullable', 'not nullable', false],
  ['order', 'place 1', 'place 2', false],
] as const)('a change of sort %s, %s to %s, breaks readers: %s', (change, before, after, breaking) =>
  expect(isBreaking({ change, field: 'a', before, after })).toBe(breaking),
);
