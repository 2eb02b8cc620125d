import type { FieldProblem } from '../../../checks/index.ts';
import { facetWarnings, namingWarnings, producerOf, type LineageEvent } from '../../openlineage/index.ts';
import { saveWarnings } from '../../store/lineage/events.ts';
import type { PendingEvent } from '../../store/lineage/pending.ts';
import { addProducerCounts, type ProducerCount } from '../../store/lineage/producers.ts';
import type { Sql } from '../../store/sql.ts';
import { emptyCount } from './count-producers.ts';
import type { ReadEvent } from './folded.ts';

const most = 40;

/** Everything that an event breaks: what was seen when it came, what its facets break, and how it names its datasets. */
export function findWarnings(
  { warnings }: PendingEvent,
  event: LineageEvent,
  value: unknown,
): Pick<ReadEvent, 'warnings' | 'isMisnamed'> {
  const naming = namingWarnings(event);
  const byPlace = new Map<string, FieldProblem>();
  for (const one of [...(warnings ?? []), ...naming, ...facetWarnings(value as Record<string, unknown>)])
    byPlace.set(`${one.pointer}\0${one.message}`, one);
  const all = [...byPlace.values()].slice(0, most);
  return { warnings: all, isMisnamed: naming.length > 0 || all.some(({ pointer }) => pointer.endsWith('/namespace')) };
}

/** Keeps the warnings of a batch with its events, and counts those of each producer, once however often an event is worked in. */
export async function writeWarnings(
  sql: Sql,
  { pending, read }: { pending: readonly PendingEvent[]; read: readonly ReadEvent[] },
): Promise<void> {
  const counts = new Map<string, ProducerCount>();
  const changed: { pendingId: number; warnings: FieldProblem[] }[] = [];
  for (const [index, { warnings, isMisnamed, event }] of read.entries()) {
    const { id, again, receivedAt, warnings: before } = pending[index]!;
    if (warnings.length > (before?.length ?? 0)) changed.push({ pendingId: id, warnings: [...warnings] });
    if (warnings.length === 0 || again) continue;
    const count = emptyCount({ ...producerOf({ producer: event.producer }), version: null }, receivedAt);
    const known = counts.get(count.producer + count.day) ?? count;
    known.warned++;
    if (isMisnamed) known.misnamed++;
    counts.set(count.producer + count.day, known);
  }
  await saveWarnings(sql, changed);
  await addProducerCounts(sql, [...counts.values()]);
}
