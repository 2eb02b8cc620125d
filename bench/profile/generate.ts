import { DuckDBInstance } from '@duckdb/node-api';

/** A number from 0 to below 1 that depends on the row and on `k` alone. */
const share = (k: number): string => `(hash(i * 31 + ${k}) / 18446744073709551616.0)`;

/** Twenty columns as pipelines have them: keys, amounts, shares with gaps, categories, tokens, addresses, days and times. */
const columns = `i AS id, (hash(i) % 1000000)::BIGINT AS customer, (hash(i * 7) % 100)::INTEGER AS quantity,
  (hash(i * 11) % 5)::TINYINT AS grade, CAST(floor(exp(${share(1)} * 8)) AS INTEGER) AS clicks, (i * 3 % 100003)::BIGINT AS session,
  CAST(${share(2)} * 10000 AS DECIMAL(10,2)) AS price, CAST(${share(3)} * 100 AS DECIMAL(18,4)) AS tax, ${share(4)} * 100 AS share,
  CASE WHEN hash(i * 3) % 20 = 0 THEN NULL ELSE sqrt(-2 * ln(${share(5)} + 1e-12)) * cos(2 * pi() * ${share(6)}) END AS noise,
  exp(3 * ${share(7)}) AS amount, CASE WHEN hash(i * 5) % 1000 = 0 THEN 'NaN'::DOUBLE ELSE round(${share(8)} * 500, 1) END AS weight,
  (${share(9)} * 40 - 10)::FLOAT AS temperature, 'country-' || (hash(i * 13) % 200) AS country,
  ['new', 'paid', 'sent', 'returned', 'lost'][1 + (hash(i * 17) % 5)::BIGINT] AS status, md5(i::VARCHAR) AS token,
  CASE WHEN hash(i * 19) % 10 = 0 THEN '' ELSE 'user' || (hash(i * 23) % 3000000) || '@example.org' END AS email,
  DATE '2020-01-01' + (hash(i * 29) % 2000)::INTEGER AS day, TIMESTAMP '2024-01-01' + to_seconds((i % 31536000)::DOUBLE) AS at,
  hash(i * 37) % 3 = 0 AS active`;

/** Writes `rows` rows of twenty columns as Parquet; the same on every machine with the same DuckDB. */
export async function generate(path: string, rows: number, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '2GB',
    temp_directory: `${folder}/generate`,
  });
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT ${columns} FROM range(${rows}) AS r(i)) TO '${path.replaceAll("'", "''")}'`);
  connection.closeSync();
  instance.closeSync();
}
