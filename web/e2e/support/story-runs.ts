import { NAMESPACE } from './story.ts';

/** Two weeks of a pipeline as Airflow tells it, and a stream: what ran when, one day late, one day failed. */

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const DAYS = 14;
const LATE_DAY = 4;
const FAILED_DAY = 8;
/** Of the newest run of the whole, and of its second task. */
export const NEWEST_RUN = runId(0, 0);
export const NEWEST_TASK_RUN = runId(0, 2);
export const FAILED_RUN = runId(FAILED_DAY, 0);
export const CONFLICTING_RUN = '0e2e0000-0000-4000-8000-00000000c0de';
export const ERROR = 'relation "raw.payments" does not exist';

type Json = Record<string, unknown>;

function runId(day: number, part: number): string {
  return `0e2e0000-0000-4000-8000-0000000${String(day).padStart(2, '0')}00${part}`;
}

const facet = (more: Json): Json => ({ _producer: 'https://example.org', _schemaURL: 'https://example.org', ...more });
const dataset = (name: string): Json => ({ namespace: NAMESPACE, name });

interface Told {
  type: string;
  at: number;
  run: Json;
  job: Json;
  inputs?: Json[];
  outputs?: Json[];
}

const event = ({ type, at, ...rest }: Told): Json => ({
  eventType: type,
  eventTime: new Date(at).toISOString(),
  producer: 'https://example.org/airflow',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  ...rest,
});

const jobType = (type: string): Json => facet({ processingType: 'BATCH', integration: 'AIRFLOW', jobType: type });
const DAG = { namespace: 'airflow', name: 'shop_daily' };
const TASKS = [
  { name: 'shop_daily.load_orders', from: 1, took: 8, inputs: ['raw.payments'], outputs: ['shop.public.orders'] },
  { name: 'shop_daily.refunds', from: 9, took: 6, inputs: ['shop.public.orders'], outputs: ['mart.refunds'] },
];

/** One night: the whole, and its tasks within it. */
function night(day: number, midnight: number): Json[] {
  const end = midnight - day * DAY_MS;
  const start = end + (day === LATE_DAY ? 62 : 15 + (day % 3)) * MINUTE_MS;
  const hasFailed = day === FAILED_DAY;
  const instant = (at: number): string => new Date(at).toISOString();
  const nominalTime = facet({ nominalStartTime: instant(end - DAY_MS), nominalEndTime: instant(end) });
  const dag = {
    ...DAG,
    facets: {
      jobType: jobType('DAG'),
      ownership: facet({ owners: [{ name: 'team-payments', type: 'team' }] }),
      documentation: facet({ description: 'Orders and refunds of the shop, every night.' }),
    },
  };
  const whole = { runId: runId(day, 0), facets: { nominalTime } };
  const errorMessage = facet({ message: ERROR, programmingLanguage: 'SQL', stackTrace: 'at line 1' });
  const ended = hasFailed ? { ...whole, facets: { nominalTime, errorMessage } } : whole;
  const ends = start + (hasFailed ? 3 : 16) * MINUTE_MS;
  return [
    event({ type: 'START', at: start, run: whole, job: dag }),
    ...TASKS.flatMap((task, index) => (hasFailed && index > 0 ? [] : taskOf(task, { day, index, start, hasFailed }))),
    event({ type: hasFailed ? 'FAIL' : 'COMPLETE', at: ends, run: ended, job: dag }),
  ];
}

function taskOf(
  { name, from, took, inputs, outputs }: (typeof TASKS)[number],
  { day, index, start, hasFailed }: { day: number; index: number; start: number; hasFailed: boolean },
): Json[] {
  const parent = facet({ job: DAG, run: { runId: runId(day, 0) } });
  const sql = facet({ query: `insert into ${outputs[0]} select * from ${inputs[0]}` });
  const job = { namespace: 'airflow', name, facets: { jobType: jobType('TASK'), sql } };
  const begun = start + from * MINUTE_MS;
  const named = { inputs: inputs.map(dataset), outputs: outputs.map(dataset) };
  const run = { runId: runId(day, index + 1), facets: { parent } };
  const failed = { ...run, facets: { parent, errorMessage: facet({ message: ERROR, programmingLanguage: 'SQL' }) } };
  return [
    event({ type: 'START', at: begun, run, job, ...named }),
    hasFailed
      ? event({ type: 'FAIL', at: begun + MINUTE_MS, run: failed, job, ...named })
      : event({ type: 'COMPLETE', at: begun + took * MINUTE_MS, run, job, ...named }),
  ];
}

/** Nights, the newest first: the failed one is old when it is told, and opens no incident. Then a stream, and a run with two ends. */
export function storyRuns(now: number): Json[][] {
  // The newest night is over, also where a test begins soon after midnight.
  const midnight = Math.floor((now - 120 * MINUTE_MS) / DAY_MS) * DAY_MS;
  const emissionPattern = { eventTrigger: 'PERIODIC', eventContentMode: 'ACCUMULATIVE', windowDuration: 86_400 };
  const streaming = facet({ processingType: 'STREAMING', integration: 'FLINK', emissionPattern });
  const stream = { namespace: 'flink', name: 'clicks_stream', facets: { jobType: streaming } };
  const run = { runId: '0e2e0000-0000-4000-8000-00000000f11e' };
  const spark = { namespace: 'spark', name: 'shop.export' };
  const twice = { runId: CONFLICTING_RUN };
  const others = [
    event({ type: 'START', at: now - 6 * 60 * MINUTE_MS, run, job: stream, inputs: [dataset('raw.clicks')] }),
    event({ type: 'RUNNING', at: now - MINUTE_MS, run, job: stream }),
    event({ type: 'START', at: now - 90 * MINUTE_MS, run: twice, job: spark }),
    event({ type: 'FAIL', at: now - 80 * MINUTE_MS, run: twice, job: spark }),
    event({ type: 'COMPLETE', at: now - 80 * MINUTE_MS + 84, run: twice, job: spark }),
  ];
  return [...Array.from({ length: DAYS }, (_, day) => night(day, midnight)), others];
}
