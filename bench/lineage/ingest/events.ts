/** Runs of so many jobs are told, each connection those of a DAG of its own. */
export const tasksOfDag = 16;
const namespace = 'airflow-bench';
const tables = 'postgres://wh:5432';
const producer = 'https://github.com/OpenLineage/OpenLineage/tree/1.54.0/integration/airflow';
const facet = (name: string, version: string) => ({
  _producer: producer,
  _schemaURL: `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`,
});

const runIdMark = '99999999-9999-4999-8999-999999999999';
const parentMark = '99999999-9999-4999-8999-888888888888';
const timeMark = '2026-01-01T00:00:00.000Z';

/** START and COMPLETE of one job: as sent but for run, parent's run and time, which lie at these places. */
interface Template {
  body: Buffer;
  runAt: number;
  parentAt: number;
  timeAt: number;
}

export type Kind = '3k' | '16k';
const columnsOf: Record<Kind, number> = { '3k': 2, '16k': 32 };
const bytesOf: Record<Kind, number> = { '3k': 3_072, '16k': 16_384 };

export const datasetName = (dag: number, task: number) => `dwh.mart_${dag}.table_${task}`;
export const jobName = (dag: number, task: number) => `dag_${dag}.load_${task}`;
/** Where the tables of the bench lie. */
export const tableNamespace = tables;
export const jobNamespace = namespace;

export interface Task {
  dag: number;
  task: number;
  /** What it writes, if not the table of its own. */
  output?: string;
}

/** START and COMPLETE of a task. */
export const templatesOf = (kind: Kind, task: Task): [Template, Template] => [
  template(kind, 'START', task),
  template(kind, 'COMPLETE', task),
];

/** As Airflow's provider sends it of a SQL task: with schemas, column lineage, its query and its parent. */
function template(kind: Kind, eventType: string, { dag, task, output }: Task): Template {
  const columns = Array.from({ length: columnsOf[kind] }, (_, n) => ({ name: `column_${n}`, type: 'VARCHAR' }));
  const dataset = (name: string, facets: object = {}) => ({
    namespace: tables,
    name,
    facets: { schema: { ...facet('SchemaDatasetFacet', '1-2-0'), fields: columns }, ...facets },
  });
  const inputs = [task - 1, task - 2].filter((one) => one >= 0).map((one) => datasetName(dag, one));
  const event = {
    eventType,
    eventTime: timeMark,
    producer,
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId: runIdMark, facets: runFacets(dag) },
    job: { namespace, name: jobName(dag, task), facets: jobFacets('') },
    inputs: inputs.map((name) => dataset(name)),
    outputs: [dataset(output ?? datasetName(dag, task), columnLineage(columns, inputs[0]))],
  };
  const missing = bytesOf[kind] - JSON.stringify(event).length;
  event.job.facets = jobFacets(selected(Math.max(0, missing)));
  return placed(Buffer.from(JSON.stringify(event)));
}

const runFacets = (dag: number) => ({
  parent: {
    ...facet('ParentRunFacet', '1-1-0'),
    run: { runId: parentMark },
    job: { namespace, name: `dag_${dag}` },
  },
  processing_engine: {
    ...facet('ProcessingEngineRunFacet', '1-1-1'),
    ...{ name: 'Airflow', version: '3.3.2', openlineageAdapterVersion: '2.20.3' },
  },
});

/** A list of columns of so many characters, which compresses as one does. */
const selected = (length: number) =>
  Array.from({ length: length / 10 + 1 }, (_, n) => ` t.measure_${(n * 7919) % 9973},`)
    .join('')
    .slice(0, length);

const jobFacets = (filling: string) => ({
  jobType: {
    ...facet('JobTypeJobFacet', '2-0-3'),
    ...{ processingType: 'BATCH', integration: 'AIRFLOW', jobType: 'TASK' },
  },
  sql: {
    ...facet('SQLJobFacet', '1-0-1'),
    query: `insert into t select * from s where kind <> 'test' /* ${filling} */`,
  },
});

function columnLineage(columns: { name: string }[], source: string | undefined) {
  if (source === undefined) return {};
  const fields = columns.map(({ name }) => [
    name,
    { inputFields: [{ namespace: tables, name: source, field: name, transformations: [] }] },
  ]);
  return {
    columnLineage: { ...facet('ColumnLineageDatasetFacet', '1-2-0'), fields: Object.fromEntries(fields) as object },
  };
}

const placed = (body: Buffer): Template => ({
  body,
  runAt: body.indexOf(runIdMark),
  parentAt: body.indexOf(parentMark),
  timeAt: body.indexOf(timeMark),
});

const uuid = (high: number, low: number) =>
  `${high.toString(16).padStart(8, '0')}-0000-4000-8000-${low.toString(16).padStart(12, '0')}`;

/** The event of a run: numbers of the part of the bench, of the run and of its parent's. Copies: the template is used again. */
export function stamped(template: Template, run: { part: number; id: number; parent: number }, at: Date): Buffer {
  const body = Buffer.from(template.body);
  body.write(uuid(run.part, run.id), template.runAt, 'latin1');
  body.write(uuid(run.part + 0x1000, run.parent), template.parentAt, 'latin1');
  body.write(at.toISOString(), template.timeAt, 'latin1');
  return body;
}
