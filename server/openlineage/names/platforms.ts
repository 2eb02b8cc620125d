/** How a platform's addresses and names are spelt. */
export interface Platform {
  /** Buckets with keys, file systems with paths, brokers with topics, servers with tables, a file with tables. */
  kind: 'objects' | 'files' | 'topics' | 'tables' | 'database-file';
  /** The port that is meant when none is said. */
  ports?: number;
  /** A port that goes without saying, and is not said. */
  dropsPort?: number;
  /** What stands before an @ is part of the place (a container), not somebody's name. */
  keepsUser?: boolean;
  /** An end of the host that some say and others do not. */
  suffix?: string;
  /** How many parts a full name of a table has. */
  parts?: number;
  /**
   * What the platform makes of letters in names: `lower` for all; `upper` where an unquoted name is stored in capitals, so that one
   * in small letters alone means the same; a mixed one was quoted and stays. Absent: letters count.
   */
  folds?: 'lower' | 'upper';
}

/** Other words for the same. */
export const schemeAliases: Readonly<Record<string, string>> = {
  s3a: 's3',
  s3n: 's3',
  gcs: 'gs',
  abfs: 'abfss',
  wasb: 'wasbs',
  postgresql: 'postgres',
  redshiftserverless: 'redshift',
  viewfs: 'hdfs',
  athena: 'awsathena',
  databricks: 'unitycatalog',
  presto: 'trino',
};

const objects: Platform = { kind: 'objects' };

/** By the scheme of the namespace, as the standard's naming page has it. */
export const platforms: Readonly<Record<string, Platform>> = {
  s3: objects,
  gs: objects,
  abfss: { ...objects, keepsUser: true },
  wasbs: { ...objects, keepsUser: true },
  hdfs: { kind: 'files' },
  dbfs: { kind: 'files' },
  file: { kind: 'files' },
  kafka: { kind: 'topics', ports: 9092 },
  postgres: { kind: 'tables', ports: 5432, parts: 3 },
  mysql: { kind: 'tables', ports: 3306, parts: 2 },
  oceanbase: { kind: 'tables', ports: 2881, parts: 2 },
  teradata: { kind: 'tables', ports: 1025, parts: 2 },
  hive: { kind: 'tables', ports: 10000, parts: 2, folds: 'lower' },
  mssql: { kind: 'tables', ports: 1433, parts: 3 },
  db2: { kind: 'tables', ports: 50000, parts: 3, folds: 'upper' },
  crate: { kind: 'tables', ports: 5432, parts: 3 },
  oracle: { kind: 'tables', ports: 1521, parts: 3, folds: 'upper' },
  redshift: { kind: 'tables', ports: 5439, parts: 3, folds: 'lower' },
  snowflake: { kind: 'tables', suffix: '.snowflakecomputing.com', dropsPort: 443, parts: 3, folds: 'upper' },
  awsathena: { kind: 'tables', parts: 3, folds: 'lower' },
  trino: { kind: 'tables', ports: 8080, parts: 3, folds: 'lower' },
  unitycatalog: { kind: 'tables', dropsPort: 443, parts: 3, folds: 'lower' },
  cassandra: { kind: 'tables', ports: 9042, parts: 2 },
  clickhouse: { kind: 'tables', ports: 8123, parts: 2 },
  duckdb: { kind: 'database-file' },
  sqlite: { kind: 'database-file' },
};

/** Is the namespace one of a platform that is known, not one that somebody made up? */
export const isOfPlatform = ({ namespace }: { namespace: string }) =>
  Object.hasOwn(platforms, namespace.split('://')[0] ?? '') ||
  namespace === 'bigquery' ||
  namespace.startsWith('arn:aws:glue:');

/** Is it where bytes lie, not what a catalogue calls them? */
export function isPlaceOfBytes({ namespace }: { namespace: string }): boolean {
  const [scheme = ''] = namespace.split('://');
  const kind = Object.hasOwn(platforms, scheme) ? platforms[scheme]!.kind : null;
  return kind === 'objects' || kind === 'files' || namespace.startsWith('inmemory:');
}
