import { DBT_EXPECTATIONS } from './dbt/dbt-expectations.ts';
import { DBT_TESTS } from './dbt/dbt-tests.ts';
import { DQDL_RULES } from './deequ/dqdl-rules.ts';
import { DEEQU_METHODS } from './deequ/methods.ts';
import { GX } from './gx/read-gx.ts';
import { ODCS_SCHEMA } from './odcs/property-rules.ts';
import { ODCS_METRICS } from './odcs/quality-rules.ts';
import { ODCS_SLA } from './odcs/sla-rules.ts';
import { SODA_METRICS } from './soda/metric-rule.ts';
import type { Mapping } from './types.ts';

/** What is translated to what, format by format, as the code has it: for the documentation. */
export const IMPORT_TABLES: readonly { title: string; rows: readonly Mapping[] }[] = [
  { title: 'ODCS: schema', rows: ODCS_SCHEMA },
  { title: 'ODCS: quality', rows: ODCS_METRICS },
  { title: 'ODCS: service levels', rows: ODCS_SLA },
  { title: 'Great Expectations', rows: rowsOf(GX) },
  { title: 'dbt', rows: [...rowsOf(DBT_TESTS), ...expectationsOfDbt(), ...othersOfDbt()] },
  { title: 'Soda', rows: SODA_METRICS },
  { title: 'Deequ: constraints', rows: rowsOf(DEEQU_METHODS) },
  { title: 'Deequ: DQDL', rows: rowsOf(DQDL_RULES) },
];

function rowsOf(table: Readonly<Record<string, Omit<Mapping, 'from'>>>): Mapping[] {
  return Object.entries(table).map(([from, { to, remark }]) => ({ from, to, ...(remark !== undefined && { remark }) }));
}

function expectationsOfDbt(): Mapping[] {
  return Object.entries(DBT_EXPECTATIONS).map(([name, to]) => ({ from: `dbt_expectations.${name}`, to }));
}

function othersOfDbt(): Mapping[] {
  return [
    {
      from: 'dbt_expectations: all others',
      to: 'as Great Expectations',
      remark: 'with `strictly` for both strict ends',
    },
    { from: 'source freshness', to: 'freshness' },
    { from: 'singular and other generic tests', to: 'counter', remark: 'posted by the job that runs them' },
  ];
}
