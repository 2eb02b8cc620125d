import type { Counter } from '../../checks/index.ts';
import { closestName } from '../closest-name.ts';
import { usageFailure } from '../failure.ts';
import { interpretation } from './column-values.ts';
import type { KeyOptions } from './profile-options.ts';
import type { Source, SourceColumn } from './source.ts';
import type { Workspace } from './workspace.ts';

const longestId = 300;

interface KeyQuestion {
  workspace: Workspace;
  source: Source;
  options: KeyOptions;
  /** Opens the previous file as the relation `source`, once the rows at hand have another name. */
  openPrevious(path: string): Promise<Source>;
}

/**
 * What --unique-key and --never-falls ask: rows beyond the first of each key, null taken for a value like others; and keys whose value
 * is lower than in the previous file, with how much of the total before is lost by that, of all of them and of the one that lost most.
 * These are of keys that both files have with a number or time; of several rows, the highest counts.
 */
export async function keyCountersOf({ workspace, source, options, openPrevious }: KeyQuestion): Promise<Counter[]> {
  const { uniqueKey, neverFalls, by = [], previous } = options;
  const counters: Counter[] = [];
  if (uniqueKey) {
    const keys = columnsNamed(source, uniqueKey).map(({ id }) => id);
    const { n } = await workspace.row(`SELECT count(*) AS n FROM (SELECT DISTINCT ${keys.join(', ')} FROM source)`);
    counters.push({ id: 'duplicate_keys', tested: source.rowCount, failed: source.rowCount - Number(n) });
  }
  if (!neverFalls || previous === undefined) return counters;
  const now = valuesSql('rows_now', columnsNamed(source, by), columnsNamed(source, neverFalls));
  await renameSource(workspace);
  const before = await openPrevious(previous);
  const then = valuesSql('source', columnsNamed(before, by, previous), columnsNamed(before, neverFalls, previous));
  const same = by.map((_, index) => `now.k${index} = before.k${index}`).join(' AND ');
  const fields = neverFalls.flatMap((_, index) => fallFields(index)).join(', ');
  const row = await workspace.row(`SELECT ${fields} FROM ${now} AS now JOIN ${then} AS before ON ${same}`);
  return [...counters, ...neverFalls.flatMap((name, index) => fallCounters(name, index, row))];
}

/** Of one column: keys compared and fallen; then of numbers alone what they were in sum, and what fell in sum and at most. */
function fallFields(index: number): string[] {
  const [a, b] = [`now.v${index}`, `before.v${index}`];
  const areNumbers = `now.n${index} AND before.n${index}`;
  const fall = `greatest(${b} - ${a}, 0)`;
  return [
    `count_if(${a} IS NOT NULL AND ${b} IS NOT NULL) AS t${index}`,
    `count_if(${a} < ${b}) AS f${index}`,
    `sum(${b}) FILTER (${areNumbers}) AS total${index}`,
    `sum(${fall}) FILTER (${areNumbers}) AS sum${index}`,
    `max(${fall}) FILTER (${areNumbers}) AS most${index}`,
  ];
}

function fallCounters(name: string, index: number, row: Record<string, unknown>): Counter[] {
  const counter = (kind: string, tested: unknown, failed: unknown): Counter => ({
    id: `${kind}:${name}`.slice(0, longestId),
    tested: Math.round(Number(tested)),
    failed: Math.round(Number(failed)),
  });
  const [total, fallen, most] = [row[`total${index}`], row[`sum${index}`], row[`most${index}`]];
  const keys = { ...counter('falls', row[`t${index}`], row[`f${index}`]), unit: 'keys' };
  // Times have no total; one that is not above zero, or not a whole number any more, is no measure of a fall.
  const sum = Number(total ?? NaN);
  if (!(sum >= 1 && sum <= Number.MAX_SAFE_INTEGER && Number(fallen) <= Number.MAX_SAFE_INTEGER)) return [keys];
  return [keys, counter('fallen', total, fallen), counter('largest_fall', total, most)];
}

function columnsNamed({ columns }: Source, names: readonly string[], file?: string): SourceColumn[] {
  return names.map((name) => {
    const found = columns.find((column) => column.name === name);
    if (found) return found;
    const near = closestName(
      name,
      columns.map((column) => column.name),
    );
    const hint = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
    throw usageFailure(`there is no column ${JSON.stringify(name)}${file === undefined ? '' : ` in ${file}`}${hint}`);
  });
}

/** One row for each key: its parts as text, and the highest number, or else time in seconds, of each column, and whether that is a number. */
function valuesSql(relation: string, keys: readonly SourceColumn[], values: readonly SourceColumn[]): string {
  const number = (text: string): string => `TRY_CAST(trim(${text}) AS DOUBLE)`;
  const time = (text: string): string => `epoch(TRY_CAST(trim(${text}) AS TIMESTAMP))`;
  const fields = [
    ...keys.map((column, index) => `${textSql(column)} AS k${index}`),
    ...values.flatMap((column, index) => {
      const text = textSql(column);
      return [
        `max(coalesce(${number(text)}, ${time(text)})) AS v${index}`,
        `max(${number(text)}) IS NOT NULL AS n${index}`,
      ];
    }),
  ];
  return `(SELECT ${fields.join(', ')} FROM ${relation} GROUP BY ${keys.map((_, index) => `k${index}`).join(', ')})`;
}

function textSql(column: SourceColumn): string {
  const { id, origin } = column;
  return origin === 'json' ? `(${interpretation(column, id).text})` : `CAST(${id} AS VARCHAR)`;
}

/** Gives the rows at hand another name; text files are a table, Parquet files a view. */
async function renameSource(workspace: Workspace): Promise<void> {
  const { kind } = await workspace.row(
    `SELECT table_type AS kind FROM information_schema.tables WHERE table_name = 'source'`,
  );
  await workspace.run(`ALTER ${kind === 'VIEW' ? 'VIEW' : 'TABLE'} source RENAME TO rows_now`);
}
