import type { LineageName } from '../../openlineage/index.ts';
import { nameKey } from '../../store/datasets.ts';
import { inTransaction } from '../../store/sql.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { joinNames } from './join-names.ts';

/** Two names that a producer says are one. */
export interface SaidSame {
  one: LineageName;
  other: LineageName;
}

const mostRemembered = 100_000;
const remembered = new WeakMap<ReceiveContext, Set<string>>();

/** Joins the names of symlinks, whose datasets must be known. What this process joined before costs nothing. */
export async function joinSymlinks(context: ReceiveContext, said: Iterable<SaidSame>): Promise<void> {
  const done = remembered.get(context) ?? new Set<string>();
  remembered.set(context, done);
  const links = new Map<string, { datasetId: number; otherId: number; by: 'symlink'; patternId: 0 }>();
  for (const { one, other } of said) {
    const [a, b] = [idOf(context, one), idOf(context, other)];
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (a === b || done.has(key)) continue;
    links.set(key, { datasetId: Math.min(a, b), otherId: Math.max(a, b), by: 'symlink', patternId: 0 });
  }
  if (links.size === 0) return;
  const sorted = [...links.values()].sort((a, b) => a.datasetId - b.datasetId || a.otherId - b.otherId);
  await inTransaction(context.pool, (sql) => joinNames({ context, sql }, sorted, context.clock()));
  context.onNotification();
  if (done.size + links.size > mostRemembered) done.clear();
  for (const key of links.keys()) done.add(key);
}

function idOf({ datasetIds }: ReceiveContext, name: LineageName): number {
  const id = datasetIds.get(nameKey(name));
  if (id === undefined) throw new Error(`${name.namespace}/${name.name} was not stored`);
  return id;
}
