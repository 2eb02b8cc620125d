import { arePending, finishPending, passOn, readPending, takeStage, type PendingEvent } from '../../store/lineage/pending.ts'; // prettier-ignore
import { findTellingRuns } from '../../store/lineage/runs.ts';
import { inTransaction, type Sql } from '../../store/sql.ts';
import { createAlarm } from '../alarm.ts';
import { ensureKnown } from '../known-datasets.ts';
import { joinSymlinks } from '../names/join-symlinks.ts';
import type { ProjectorContext } from './projector-context.ts';
import { foldEvents, readStored } from './fold-events.ts';
import { runKeyOf, type ReadEvent } from './folded.ts';
import { noteFailure } from './note-failure.ts';
import { carriesQuality, workQuality } from './work-quality.ts';
import { writeGraph } from './write-graph.ts';
import { findWarnings, writeWarnings } from './write-warnings.ts';

const batch = { limit: 500, bytes: 16 * 2 ** 20 };
const futureMs = 24 * 3600_000;

/** Works events into the graph; stops where it stands. */
export interface Projector {
  /** Something new was stored. */
  wake(): void;
  stop(): Promise<void>;
}

const idleSeconds = 2;

/** Works what waits until stopped: when woken, and every two seconds for what other processes stored. */
export function startProjector(context: ProjectorContext): Projector {
  const alarm = createAlarm();
  let stopped = false;
  const loop = async () => {
    while (!stopped) {
      let waitSeconds = idleSeconds;
      try {
        await project(context, () => stopped);
      } catch (error) {
        // The database is away or restarting: events stay where they are.
        context.log.warn({ error }, 'lineage events could not be read; trying again');
        waitSeconds = 1;
      }
      if (!stopped) await alarm.wait(waitSeconds);
    }
  };
  const ended = loop();
  return { wake: alarm.ring, stop: () => ((stopped = true), alarm.ring(), ended) };
}

/** Works everything that may be tried now; answers how many events were worked into the graph. */
export async function project(context: ProjectorContext, isStopped: () => boolean = () => false): Promise<number> {
  let all = 0;
  for (;;) {
    const worked = await workGraph(context, batch);
    const measured = await workQuality(context, isStopped);
    all += worked;
    if ((worked === 0 && measured === 0) || isStopped()) return all;
  }
}

/** One batch in one transaction; one by one when it fails. Answers how many events there were; 0 also while another process works. */
async function workGraph(context: ProjectorContext, size: { limit: number; bytes: number }): Promise<number> {
  try {
    return await workBatch(context, size);
  } catch (error) {
    if (isOfDatabase(error)) throw error;
    if (size.limit > 1) return workGraph(context, { ...size, limit: size.limit > 20 ? 20 : 1 });
    await noteFailed(context, error as FailedBatch);
    return 1;
  }
}

type FailedBatch = Error & { pending?: PendingEvent };

async function noteFailed({ receive, log }: ProjectorContext, error: FailedBatch): Promise<void> {
  const { pending } = error;
  if (!pending) throw error;
  log.warn({ error, event: pending.id }, 'a lineage event could not be worked in');
  await noteFailure(receive, pending, error);
}

/** A lost connection, a full disk, a shutdown: nothing that the event is to blame for. */
const isOfDatabase = (error: unknown) =>
  /^(CONNECT|ECONN|EPIPE|ETIMEDOUT|08|53|57|58|25P03|40)/.test((error as { code?: string } | null)?.code ?? '');

async function workBatch(context: ProjectorContext, size: { limit: number; bytes: number }): Promise<number> {
  const { receive } = context;
  let pending: PendingEvent[] = [];
  try {
    pending = await readPending(receive.pool, { stage: 'graph', ...size });
    if (pending.length === 0) return 0;
    const read = pending.map(readOne);
    const folded = foldEvents(read);
    await ensureKnown(receive, namesIn(folded));
    await joinSymlinks(receive, folded.sames.values());
    const done = await inTransaction(receive.pool, (sql) => writeBatch({ context, sql }, { pending, read, folded }));
    if (done) receive.onChange();
    return done ? pending.length : 0;
  } catch (error) {
    throw pending.length === 1 ? Object.assign(error as FailedBatch, { pending: pending[0] }) : error;
  }
}

const namesIn = ({ datasets, jobs }: ReturnType<typeof foldEvents>) => [
  ...[...datasets.values()].map((dataset) => ({ dataset })),
  ...[...new Set([...jobs.values()].map(({ namespace }) => namespace))].map((namespace) => ({
    dataset: null,
    run: { id: '', job: { namespace, name: '' } },
  })),
];

function readOne(pending: PendingEvent): ReadEvent {
  const { id, receivedAt, traceparent, again } = pending;
  const value: unknown = JSON.parse(pending.body);
  const event = readStored(value);
  // It was one when it came: this version reads events more strictly than the one that stored it.
  if (!event) throw new Error('it is no OpenLineage event to this version of Plumbline');
  const at = new Date(event.at);
  const isFuture = at.getTime() - receivedAt.getTime() > futureMs;
  return { id, event, ...findWarnings(pending, event, value), at: isFuture ? receivedAt : at, traceparent, again };
}

interface Batch {
  pending: readonly PendingEvent[];
  read: readonly ReadEvent[];
  folded: ReturnType<typeof foldEvents>;
}

/** False when another process works this stage: then nothing is written. */
async function writeBatch(
  { context, sql }: { context: ProjectorContext; sql: Sql },
  { pending, read, folded }: Batch,
): Promise<boolean> {
  const ids = pending.map(({ id }) => id);
  if (!(await takeStage(sql, 'graph')) || !(await arePending(sql, 'graph', ids))) return false;
  const { datasetIds, clock } = context.receive;
  await writeWarnings(sql, { pending, read });
  const runs = await writeGraph({ sql, datasetIds, now: clock() }, folded);
  const telling = await findTellingRuns(
    sql,
    [...runs.values()].map(({ id }) => id),
  );
  const isTelling = ({ event }: ReadEvent) => {
    const run = event.run && event.state ? runs.get(runKeyOf(event.run)) : undefined;
    return carriesQuality(event) || (run !== undefined && telling.has(run.id));
  };
  const onward = new Set(read.filter(isTelling).map(({ id }) => id));
  await passOn(sql, [...onward]);
  await finishPending(
    sql,
    ids.filter((id) => !onward.has(id)),
  );
  return true;
}
