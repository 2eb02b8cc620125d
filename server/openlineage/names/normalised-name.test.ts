import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedName } from './normalised-name.ts';
import { platforms, schemeAliases } from './platforms.ts';

type Row = [what: string, from: [string, string], to: [string, string]];

const same: Row[] = [
  ['s3a is s3', ['s3a://lake', 'orders'], ['s3://lake', 'orders']],
  ['s3n is s3', ['s3n://lake', 'orders'], ['s3://lake', 'orders']],
  ['slashes around a bucket and a key', ['s3://lake/', '/orders/'], ['s3://lake', 'orders']],
  ['a bucket in capitals', ['S3A://Lake', 'Orders'], ['s3://lake', 'Orders']],
  ['a prefix in the namespace', ['s3://lake/raw', 'orders'], ['s3://lake', 'raw/orders']],
  ['the address once more in the name', ['s3://lake', 's3a://lake/raw/orders'], ['s3://lake', 'raw/orders']],
  ['the whole bucket', ['gs://lake', '/'], ['gs://lake', '/']],
  ['a star behind', ['gcs://lake', 'orders/*'], ['gs://lake', 'orders']],
  ['a partition', ['s3://lake', 'orders/day=2026-11-26'], ['s3://lake', 'orders']],
  [
    'partitions and a file',
    ['s3://lake', 'orders/day=2026-11-26/hour=07/part-0.snappy.parquet'],
    ['s3://lake', 'orders'],
  ],
  ['a folder after a partition', ['s3://lake', 'orders/day=1/extra/x'], ['s3://lake', 'orders/day=1/extra/x']],
  ['a partition at the top', ['s3://lake', 'day=1/x.csv'], ['s3://lake', 'day=1/x.csv']],
  ['a file', ['s3://lake', 'orders/2026.csv'], ['s3://lake', 'orders/2026.csv']],
  [
    'a container of Azure',
    ['abfs://Raw@acc.dfs.core.windows.net/', '/orders/'],
    ['abfss://raw@acc.dfs.core.windows.net', 'orders'],
  ],
  ['a path of HDFS', ['hdfs://NN:8020', '/data//x/day=1'], ['hdfs://nn:8020', '/data//x']],
  ['files, said in four ways', ['file://', '/tmp/x/'], ['file', '/tmp/x']],
  ['a file of this host', ['file://localhost', '//tmp/x'], ['file', '/tmp/x']],
  ['a file with its scheme', ['file', 'file:///tmp/x'], ['file', '/tmp/x']],
  ['a file of another host', ['file://Nas', '/tmp/x'], ['file://nas', '/tmp/x']],
  ['postgresql is postgres', ['postgresql://db:5432', 'app.public.t'], ['postgres://db:5432', 'app.public.t']],
  ['a port that is missing', ['postgres://DB', 'app.public.t'], ['postgres://db:5432', 'app.public.t']],
  ['another port', ['postgres://db:6543', 'app.public.t'], ['postgres://db:6543', 'app.public.t']],
  ['a user', ['postgres://me:pw@db', 'app.public.t'], ['postgres://db:5432', 'app.public.t']],
  ['JDBC', ['jdbc:postgresql://db/app', 'public.t'], ['postgres://db:5432', 'app.public.t']],
  [
    'a database in the namespace and the name',
    ['postgres://db/app', 'app.public.t'],
    ['postgres://db:5432', 'app.public.t'],
  ],
  ['a database of MySQL', ['mysql://db/app', 't'], ['mysql://db:3306', 'app.t']],
  ['quotes', ['postgres://db', '"app"."public"."T"'], ['postgres://db:5432', 'app.public.T']],
  ['a dot in quotes', ['postgres://db', 'app."a.b".t'], ['postgres://db:5432', 'app."a.b".t']],
  ['letters count in Postgres', ['postgres://db', 'app.public.T'], ['postgres://db:5432', 'app.public.T']],
  ['a host of Snowflake', ['snowflake://Org-Acc.snowflakecomputing.com', 'db.s.t'], ['snowflake://org-acc', 'DB.S.T']],
  ['a quoted name of Snowflake', ['snowflake://org-acc', 'db."S"."t"'], ['snowflake://org-acc', 'DB.S."t"']],
  ['a mixed name of Snowflake', ['snowflake://org-acc', 'DB.S.Orders'], ['snowflake://org-acc', 'DB.S.Orders']],
  ['an Oracle name', ['oracle://ora', 'svc.app.t'], ['oracle://ora:1521', 'SVC.APP.T']],
  ['Redshift', ['redshift://c.eu-west-1', 'Dev.Public.T'], ['redshift://c.eu-west-1:5439', 'dev.public.t']],
  ['Hive', ['hive://meta', 'Sales.Orders'], ['hive://meta:10000', 'sales.orders']],
  ['Glue', ['arn:aws:glue:eu-west-1:12', 'table/Sales/Orders'], ['arn:aws:glue:eu-west-1:12', 'table/sales/orders']],
  ['Athena', ['athena://athena.eu.amazonaws.com', 'C.D.T'], ['awsathena://athena.eu.amazonaws.com', 'c.d.t']],
  ['Trino', ['presto://t:8080', 'C.S.T'], ['trino://t:8080', 'c.s.t']],
  ['Unity', ['databricks://h:443', 'Main.S.T'], ['unitycatalog://h', 'main.s.t']],
  ['several brokers', ['kafka://b:9092,a:9092', 'orders'], ['kafka://a:9092', 'orders']],
  ['several brokers, in another order', ['kafka://a,b', 'orders'], ['kafka://a:9092', 'orders']],
  ['letters count in topics', ['kafka://A', 'Orders'], ['kafka://a:9092', 'Orders']],
  ['BigQuery', ['BigQuery', '`p`.d.t'], ['bigquery', 'p.d.t']],
  ['BigQuery of old', ['bigquery', 'my-p:d.t$20261126'], ['bigquery', 'my-p.d.t']],
  ['a project in the namespace', ['bigquery://p', 'd.t'], ['bigquery', 'p.d.t']],
  ['DuckDB', ['duckdb:///data/x.duckdb/', '"main"."orders"'], ['duckdb:///data/x.duckdb', 'main.orders']],
  ['a free namespace', ['Shop/', '/Orders/day=1/'], ['Shop/', '/Orders/day=1/']],
  ['an unknown scheme', ['weird://X/', 'A/'], ['weird://X/', 'A/']],
  ['a scheme that is a word of JavaScript', ['constructor://X', 'A'], ['constructor://X', 'A']],
];

describe('names as producers spell them', () => {
  it.each(same)('%s', (_what, [namespace, name], [keptNamespace, keptName]) => {
    expect(normalisedName({ namespace, name })).toEqual({ namespace: keptNamespace, name: keptName });
  });

  it('normalised twice is normalised once, and fits where it is stored', () => {
    const scheme = fc.constantFrom(...Object.keys(platforms), ...Object.keys(schemeAliases), 'file', 'S3A', 'x');
    const piece = fc.stringMatching(/^[a-cA-C0-9.:=/@*"`,$-]{0,14}$/);
    const namespace = fc.oneof(
      fc.tuple(scheme, piece).map(([s, rest]) => `${s}://${rest}`),
      fc.constantFrom('bigquery', 'file', 'file:', 'jdbc:mysql://h/d', 'arn:aws:glue:r:1'),
      fc.string({ minLength: 1, maxLength: 20 }),
    );
    const name = fc.oneof(piece, fc.string({ maxLength: 30 })).filter((text) => text !== '');
    fc.assert(
      fc.property(namespace, name, (ns, n) => {
        const once = normalisedName({ namespace: ns, name: n });
        expect(normalisedName(once)).toEqual(once);
        expect(once.name.length).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('is quick with what is long and odd', () => {
    const start = performance.now();
    for (const odd of ['/', '"', '.', '=', '*/', 'a=b/', '`', '[', '@', '://'])
      for (const namespace of ['s3://x', 'postgres://x', 'file', `kafka://${odd.repeat(90)}`])
        normalisedName({ namespace, name: odd.repeat(450 / odd.length) });
    expect(performance.now() - start).toBeLessThan(500);
  });
});
