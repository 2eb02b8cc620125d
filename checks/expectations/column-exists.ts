import { readClause } from '../suite/clause.ts';
import { readTexts } from '../suite/values.ts';
import { finding, undecided } from './finding.ts';
import type { Kind, Subject } from './kind.ts';
import { named } from './named.ts';

/** The column of the entry, or each that is listed, is in the schema; without a schema, measurements prove it exists. */
export const columnExists: Kind = {
  name: 'column_exists',
  reads: ({ column, params }) => ({
    columns: Object.fromEntries(
      [column ?? [], (params['columns'] as string[] | undefined) ?? []].flat().map((name) => [name, []]),
    ),
    dataset: ['schema'],
  }),
  on: 'either',
  metric: null,
  read: (value, report) => {
    const isFlag = value.type === 'scalar' && (value.value === true || value.value === null);
    return readClause(value, isFlag ? {} : { params: { columns: readTexts }, shorthand: 'columns' }, report);
  },
  judge: (subject) => {
    const wanted = wantedColumns(subject);
    if (wanted.length === 0) return undecided('no column is named', 'a column');
    const { schema, columnMetrics = {} } = subject.profile;
    const present = new Set(schema?.fields.map((field) => field.name) ?? Object.keys(columnMetrics));
    const absent = wanted.filter((name) => !present.has(name));
    const evidence = { expected: { set: wanted }, failed: absent.length, tested: wanted.length };
    if (absent.length === 0) return finding('pass', 'the column exists', evidence);
    if (schema === undefined) return undecided('the profile has no schema', 'schema', { ...evidence, failed: null });
    return finding('fail', `missing: ${named(absent)}`, evidence);
  },
};

function wantedColumns({ expectation }: Subject): string[] {
  const listed = (expectation.params['columns'] as string[] | undefined) ?? [];
  return expectation.column === undefined ? listed : [expectation.column, ...listed];
}
