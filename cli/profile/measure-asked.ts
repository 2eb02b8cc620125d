import { factsOf, requiredOf } from '../../checks/index.ts';
import type { ColumnFact, ColumnProfile, Profile, RequiredMetrics } from '../../checks/index.ts';
import { askedTogether, isTogether } from './asked-together.ts';
import type { AskedColumn } from './asked-together.ts';
import { valuesAlone } from './asked-values.ts';
import type { FilesQuestion } from './files-question.ts';
import type { InputFile } from './input-file.ts';
import { largeColumn } from './large-column.ts';
import { measureColumn } from './measure-column.ts';
import { measureLarge } from './measure-large.ts';
import { nullCountsOf } from './parquet-footers.ts';

import { rowMetrics } from './row-metrics.ts';
import type { Source, SourceColumn } from './source.ts';

interface Measuring {
  question: FilesQuestion;
  source: Source;
  files: readonly InputFile[];
}

/** With what each of some columns is asked. */
interface Asked extends Measuring {
  facts: ReadonlyMap<SourceColumn, Set<ColumnFact>>;
}

/** The types of the columns and the measurements that were made. */
interface Answers {
  types: Map<SourceColumn, string | undefined>;
  columns: Map<SourceColumn, ColumnProfile>;
}

/**
 * Only what some suites read: of columns that came with types everything that can be, in one scan of all of them together, and not even
 * that where the files' footers tell; the rest column by column. What is measured has the values that the full profile has.
 */
export async function measureAsked(
  { question, source, files }: Measuring,
  required: RequiredMetrics,
): Promise<Partial<Profile>> {
  const isTyped = source.columns.every(({ origin }) => origin === 'typed');
  const hasSchema = isTyped || required.dataset.has('schema');
  const facts = new Map(
    source.columns.flatMap((column): [SourceColumn, Set<ColumnFact>][] => {
      const asked = requiredOf(required, column.name);
      // A column that came as text has no type until it is read.
      return asked === null ? (hasSchema && !isTyped ? [[column, new Set()]] : []) : [[column, asked]];
    }),
  );
  const { types, columns } = await answersTo({ question, source, files, facts });
  const fields = source.columns.map((column, index) => {
    const type = column.type ?? types.get(column);
    return { name: column.name, ...(type !== undefined && { type: type.slice(0, 2000) }), ordinal: index + 1 };
  });
  const measured = source.columns.flatMap((column): [string, ColumnProfile][] => {
    const [profile, own] = [columns.get(column), requiredOf(required, column.name)];
    return profile === undefined || own === null ? [] : [[column.name, factsOf(profile, own)]];
  });
  const isExact = source.rowCount <= question.options.exactRows;
  return {
    ...(isExact && (await rowMetrics(question.workspace, source, required.dataset))),
    ...(hasSchema && { schema: { fields } }),
    columnMetrics: Object.fromEntries(measured),
  };
}

async function answersTo(asked: Asked): Promise<Answers> {
  const { question, source, files, facts } = asked;
  const { workspace, options } = question;
  const isExact = source.rowCount <= options.exactRows;
  const answers: Answers = { types: new Map(), columns: new Map() };
  const together: AskedColumn[] = [];
  const apart = new Map<SourceColumn, Set<ColumnFact>>();
  for (const [column, wanted] of facts) {
    const large = column.origin === 'typed' ? await largeColumn(workspace, column) : null;
    const light = new Set([...wanted].filter((fact) => large !== null && isTogether(large, fact, isExact)));
    const heavy = new Set([...wanted].filter((fact) => !light.has(fact)));
    if (large !== null) together.push({ column: large, facts: light });
    if (large !== null && isExact && isValuesAlone(heavy)) light.add('values');
    else if (heavy.size > 0 || large === null) apart.set(column, heavy);
  }
  question.onStep(0, apart.size + 2, 'what is asked');
  const nulls = await nullCountsOf(workspace, files, source.rowCount);
  const found = await askedTogether(workspace, source, { asked: together, nulls, frame: options });
  for (const { column, facts: light } of together) {
    const profile = found.get(column) ?? {};
    const values = light.has('values') ? await valuesAlone(workspace, column, { profile, maxTop: options.maxTop }) : {};
    answers.columns.set(column.column, { ...profile, ...values });
    answers.types.set(column.column, column.type.name);
  }
  await addApart({ ...asked, facts: apart }, answers);
  return answers;
}

const isValuesAlone = (facts: ReadonlySet<ColumnFact>): boolean => facts.size === 1 && facts.has('values');

/** What needs a column's values grouped, sampled or interpreted first. */
async function addApart({ question, source, facts }: Asked, { types, columns }: Answers): Promise<void> {
  const { workspace, options, onStep } = question;
  const { maxTop, exactRows } = options;
  const { rowCount } = source;
  let done = 0;
  const step = (next: string): void => onStep((done = Math.min(done + 1, facts.size)), facts.size + 2, next);
  const add = (column: SourceColumn, profile: ColumnProfile): void => {
    columns.set(column, { ...profile, ...columns.get(column) });
  };
  if (rowCount > exactRows) {
    const asked = { source, columns: [...facts.keys()], maxTop, exactRows, frame: options, onStep: step };
    const measured = await measureLarge(workspace, asked);
    for (const column of facts.keys()) {
      types.set(column, measured.get(column.name)?.type);
      add(column, measured.get(column.name)?.profile ?? {});
    }
    return;
  }
  for (const [column, wanted] of facts) {
    step(column.name);
    const { type, profile } = await measureColumn(workspace, {
      column,
      rowCount,
      maxTop,
      facts: wanted,
      frame: options,
    });
    types.set(column, type);
    add(column, profile);
  }
}
