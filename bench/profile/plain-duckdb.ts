// What somebody would write who has DuckDB and no plumbline: the same metrics of every column, by DuckDB's own functions, in as few
// statements as SQL allows. Arguments: file, memory, threads, temporary folder. It prints how many metrics it has.
import { DuckDBInstance } from '@duckdb/node-api';
import { textKindSql } from '../../cli/profile/cell-kind.ts';

const [file = '', memory = '1GB', threads = '1', folder = '.'] = process.argv.slice(2);
const source = `read_parquet('${file.replaceAll("'", "''")}')`;
const probabilities = '[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]';

interface Column {
  name: string;
  type: string;
}

const isNumber = ({ type }: Column): boolean => /INT|DOUBLE|FLOAT|DECIMAL/.test(type);
const finiteSql = ({ name, type }: Column): string =>
  /DOUBLE|FLOAT/.test(type) ? `CASE WHEN isfinite("${name}") THEN "${name}" END` : `"${name}"`;

function metrics(column: Column): string[] {
  const x = `"${column.name}"`;
  const every = [`count(${x})`, `approx_count_distinct(${x})`, `approx_top_k(${x}, 50)`];
  if (isNumber(column)) {
    const y = finiteSql(column);
    const sum = /DOUBLE|FLOAT/.test(column.type) ? 'fsum' : 'sum';
    const special = /DOUBLE|FLOAT/.test(column.type) ? [`count_if(isnan(${x}))`, `count_if(isinf(${x}))`] : [];
    const moments = ['min', 'max', sum, 'avg', 'stddev_samp', 'var_samp', 'skewness', 'kurtosis'].map(
      (f) => `${f}(${y})`,
    );
    const signs = [`count_if(${x} = 0)`, `count_if(${x} < 0)`];
    return [...every, ...special, ...signs, ...moments, `approx_quantile(${y}, ${probabilities})`];
  }
  if (column.type === 'VARCHAR') {
    const lengths = ['min', 'max', 'avg'].map((f) => `${f}(length(${x}))`);
    return [...every, ...lengths, `count_if(${x} = '')`, `count_if(regexp_full_match(${x}, '[\\s\\p{Z}]+'))`];
  }
  if (column.type === 'BOOLEAN') return [...every, `count_if(${x})`];
  return [...every, `min(${x})`, `max(${x})`];
}

const instance = await DuckDBInstance.create(':memory:', { memory_limit: memory, threads, temp_directory: folder });
const connection = await instance.connect();
const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
const described = await rows(`DESCRIBE SELECT * FROM ${source}`);
const columns = described.map((row): Column => ({
  name: String(row['column_name']),
  type: String(row['column_type']),
}));
const numbers = columns.filter(isNumber);

const first = columns.flatMap((column) => metrics(column).map((sql, index) => `${sql} AS "${column.name}_${index}"`));
const [found = {}] = await rows(`SELECT count(*) AS n, ${first.join(', ')} FROM ${source}`);

// Histograms need the extremes.
const extremes = await rows(
  `SELECT ${numbers.flatMap((column) => [`min(${finiteSql(column)})::DOUBLE AS "${column.name}_low"`, `max(${finiteSql(column)})::DOUBLE AS "${column.name}_high"`]).join(', ')} FROM ${source}`,
);
const histograms = numbers.map((column) => {
  const [low, high] = ['low', 'high'].map((end) => Number(extremes[0]?.[`${column.name}_${end}`]));
  const bounds = Array.from({ length: 20 }, (_, bin) => Number(low) + ((bin + 1) * (Number(high) - Number(low))) / 20);
  return `histogram(${finiteSql(column)}::DOUBLE, [${bounds.map((bound) => `'${bound}'::DOUBLE`).join(', ')}]) AS "${column.name}"`;
});
await rows(`SELECT ${histograms.join(', ')} FROM ${source}`);

// How often the most frequent values occur, and what texts look like.
for (const { name, type } of columns) {
  await rows(`SELECT "${name}", count(*) AS c FROM ${source}
    WHERE "${name}" IN (SELECT unnest(approx_top_k("${name}", 50)) FROM ${source}) GROUP BY ALL ORDER BY c DESC`);
  if (type === 'VARCHAR')
    await rows(`SELECT ${textKindSql(`"${name}"`)} AS k, count(*) AS c FROM ${source} GROUP BY k`);
}
process.stdout.write(`${Object.keys(found).length + numbers.length}\n`);
connection.closeSync();
instance.closeSync();
