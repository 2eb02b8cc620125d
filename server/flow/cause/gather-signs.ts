import type { Sign } from '../../../alerts/index.ts';
import {
  readIntervalProfiles,
  readMissedDeadlines,
  readOpenTrouble,
  readSchemaChanges,
  type IntervalProfile,
  type MissedDeadline,
  type OpenTrouble,
  type SchemaChange,
} from '../../store/cause/dataset-signs.ts';
import { readCodeVersions, readJobRuns, type JobRun } from '../../store/cause/run-signs.ts';
import type { FailedWindow } from '../../store/cause/window.ts';
import { nodeId, type NodeKey } from '../../store/lineage/node-key.ts';
import type { Sql } from '../../store/sql.ts';

export interface Around {
  /** Datasets, and the failing job where it is one. */
  keys: readonly NodeKey[];
  /** Who writes each. */
  writers: ReadonlyMap<NodeKey, ReadonlySet<number>>;
}

/** Rows that are half as many again as before, or half as many, are told as a change of volume. */
const [muchMore, muchLess] = [1.5, 0.5];

/** What was seen of these nodes and of the jobs that write them, in seven queries. */
export async function gatherSigns(sql: Sql, { keys, writers }: Around, window: FailedWindow): Promise<Sign[]> {
  const datasets = keys.filter((key) => key > 0);
  const jobs = [...new Set([...[...writers.values()].flatMap((ids) => [...ids]), ...keys.filter((key) => key < 0).map((key) => -key)])]; // prettier-ignore
  const [trouble, profiles, schemas, deadlines, runs] = await Promise.all([
    readOpenTrouble(sql, { datasets, jobs }),
    readIntervalProfiles(sql, datasets, window),
    readSchemaChanges(sql, datasets, window),
    readMissedDeadlines(sql, datasets, window),
    readJobRuns(sql, jobs, window),
  ]);
  const written = writtenBy({ keys, writers });
  return [
    ...trouble.flatMap((one) => troubleSigns(one, written)),
    ...profiles.flatMap(profileSigns),
    ...schemas.map(schemaSign),
    ...deadlines.map(deadlineSign),
    ...runs.flatMap((run) => runSigns(run, written)),
    ...(await codeSigns(sql, runs, written)),
  ];
}

/** By job, the nodes that its runs speak of: what it writes, and itself where it is the one that fails. */
function writtenBy({ keys, writers }: Around): (job: number) => NodeKey[] {
  const by = new Map<number, NodeKey[]>();
  for (const [key, jobs] of writers) for (const job of jobs) by.set(job, [...(by.get(job) ?? []), key]);
  for (const key of keys) if (key < 0) by.set(-key, [...(by.get(-key) ?? []), key]);
  return (job) => by.get(job) ?? [];
}

function troubleSigns(
  { key, incident, sentence, openedAt, kinds }: OpenTrouble,
  written: (job: number) => NodeKey[],
): Sign[] {
  const told = { at: openedAt.toISOString(), text: sentence, incident: `INC-${incident}` };
  if (key < 0)
    return written(-key).map((node) => ({ ...told, node: nodeId(node), kind: 'run-failed', job: nodeId(key) }));
  return kinds.map((kind) => ({ ...told, node: nodeId(key), kind: signKind(kind) }));
}

const signKind = (kind: string) => (kind === 'run' ? 'run-failed' : kind === 'arrival' ? 'late' : 'checks-failed');

function profileSigns({ key, verdict, receivedAt, rowCount, rowsBefore }: IntervalProfile): Sign[] {
  const [node, at] = [nodeId(key), receivedAt.toISOString()];
  const signs: Sign[] = [];
  if (verdict === 'fail') signs.push({ node, at, kind: 'checks-failed', text: 'its profile of this interval failed' });
  if (verdict === 'pass') signs.push({ node, at, kind: 'checks-passed', text: 'its profile of this interval passed' });
  if (rowCount !== null && rowsBefore !== null && isOtherVolume(rowCount, rowsBefore))
    signs.push({ node, at, kind: 'volume-changed', text: `${rowCount} rows, ${rowsBefore} before` });
  return signs;
}

const isOtherVolume = (now: number, before: number) =>
  before === 0 ? now > 0 : now / before >= muchMore || now / before <= muchLess;

function schemaSign({ key, at, added, gone, other }: SchemaChange): Sign {
  const parts = [
    added.length > 0 ? `added ${added.join(', ')}` : [],
    gone.length > 0 ? `gone ${gone.join(', ')}` : [],
    other.length > 0 ? `of another type ${other.join(', ')}` : [],
  ].flat();
  const text = parts.length > 0 ? parts.join('; ') : 'fields in another order or otherwise changed';
  return { node: nodeId(key), kind: 'schema-changed', at: at.toISOString(), text };
}

const deadlineSign = ({ key, dueAt, state }: MissedDeadline): Sign => ({
  node: nodeId(key),
  kind: 'late',
  at: dueAt.toISOString(),
  text: state === 'late' ? 'came after its deadline' : 'did not come by its deadline',
});

function runSigns(run: JobRun, written: (job: number) => NodeKey[]): Sign[] {
  const common = { at: run.at.toISOString(), job: nodeId(-run.jobId), run: run.externalId };
  const of = (kind: Sign['kind'], text: string) =>
    written(run.jobId).map((node): Sign => ({ ...common, node: nodeId(node), kind, text }));
  if (run.state === 'FAIL' || run.state === 'ABORT')
    return of('run-failed', run.error?.split('\n')[0]?.slice(0, 300) || `the run ended with ${run.state}`);
  if (run.isLost) return of('run-missing', 'the run began and was not heard of again');
  const hasOtherEngine = run.engine !== null && run.engineBefore !== null && run.engine !== run.engineBefore;
  return hasOtherEngine ? of('code-changed', `runs on ${run.engine}, before on ${run.engineBefore}`) : [];
}

async function codeSigns(sql: Sql, runs: readonly JobRun[], written: (job: number) => NodeKey[]): Promise<Sign[]> {
  const asked = runs.filter(({ runBefore }) => runBefore !== null).slice(0, 50);
  if (asked.length === 0) return [];
  const versions = await readCodeVersions(
    sql,
    asked.flatMap(({ runId, runBefore }) => [runId, runBefore ?? 0]),
  );
  return asked.flatMap(({ jobId, runId, runBefore, at, externalId }) => {
    const [now, before] = [versions.get(runId), versions.get(runBefore ?? 0)];
    if (now === undefined || before === undefined || now === before) return [];
    const told = { at: at.toISOString(), job: nodeId(-jobId), run: externalId, text: `code ${now}, before ${before}` };
    return written(jobId).map((node): Sign => ({ ...told, node: nodeId(node), kind: 'code-changed' }));
  });
}
