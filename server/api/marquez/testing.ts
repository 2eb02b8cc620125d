const producer = 'https://example.org/shop/jobs';
const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';
const facet = (fields: object) => ({ _producer: producer, _schemaURL: 'https://example.org/facet.json', ...fields });

export const runIds = {
  load: '01930000-0000-7000-8000-000000000001',
  report: '01930000-0000-7000-8000-000000000002',
  parent: '01930000-0000-7000-8000-0000000000aa',
};

const namespace = 'postgres://db:5432';

const orders = {
  namespace,
  name: 'shop.public.orders',
  facets: {
    schema: facet({
      fields: [
        { name: 'id', type: 'int', description: 'the id' },
        { name: 'amount', type: 'numeric' },
      ],
    }),
    documentation: facet({ description: 'Orders' }),
    dataSource: facet({ name: 'db', uri: namespace }),
    tags: facet({
      tags: [
        { key: 'pii', value: 'true', source: 'USER' },
        { key: 'c', value: 'x', field: 'id' },
      ],
    }),
  },
};
const transformations = [{ type: 'DIRECT', subtype: 'AGGREGATION', description: 'sum', masking: false }];
const from = { namespace, name: 'shop.public.orders', field: 'amount', transformations };
const revenue = {
  namespace,
  name: 'shop.public.revenue',
  facets: {
    schema: facet({ fields: [{ name: 'total', type: 'numeric' }] }),
    columnLineage: facet({
      fields: { total: { inputFields: [from], transformationDescription: 'sum', transformationType: 'AGGREGATION' } },
    }),
  },
  outputFacets: { outputStatistics: facet({ rowCount: 10, size: 100 }) },
};
const load = {
  namespace: 'etl',
  name: 'dag.load',
  facets: {
    sql: facet({ query: 'select sum(amount) from orders' }),
    documentation: facet({ description: 'Loads' }),
    sourceCodeLocation: facet({ type: 'git', url: 'https://github.com/x/y' }),
    jobType: facet({ processingType: 'BATCH', integration: 'AIRFLOW', jobType: 'TASK' }),
    ownership: facet({ owners: [{ name: 'team:a' }] }),
  },
};
const parent = facet({ run: { runId: runIds.parent }, job: { namespace: 'etl', name: 'dag' } });
const nominalTime = facet({ nominalStartTime: '2026-11-19T00:00:00Z', nominalEndTime: '2026-11-20T00:00:00Z' });
const measured = { dataQualityMetrics: facet({ rowCount: 5, columnMetrics: {} }) };
const event = (eventType: string, eventTime: string, more: object) => ({
  ...{ eventType, eventTime, producer, schemaURL },
  ...more,
});

/** A task of a DAG that reads one table and writes another, and a report on that which fails; oldest first. */
export const marquezEvents = [
  event('START', '2026-11-20T10:00:00Z', {
    run: { runId: runIds.load, facets: { nominalTime, parent } },
    job: load,
    inputs: [orders],
    outputs: [revenue],
  }),
  event('COMPLETE', '2026-11-20T10:01:00.5Z', {
    run: { runId: runIds.load, facets: { parent, processing_engine: facet({ version: '1', name: 'airflow' }) } },
    job: load,
    inputs: [{ ...orders, inputFacets: measured }],
    outputs: [revenue],
  }),
  event('START', '2026-11-21T10:00:00Z', {
    run: { runId: runIds.report },
    job: { namespace: 'etl', name: 'report' },
    inputs: [{ namespace, name: 'shop.public.revenue' }],
    outputs: [{ namespace: 'file', name: '/out/a b.csv' }],
  }),
  event('FAIL', '2026-11-21T10:00:09Z', {
    run: { runId: runIds.report, facets: { errorMessage: facet({ message: 'boom', programmingLanguage: 'PYTHON' }) } },
    job: { namespace: 'etl', name: 'report' },
    inputs: [],
    outputs: [],
  }),
];
