import { blastRadius, causeOf, type BlastRadius, type Cause } from '../../../alerts/index.ts';
import { readWriters } from '../../store/cause/writers.ts';
import type { FailedWindow } from '../../store/cause/window.ts';
import { readNextDue } from '../../store/lineage/deadlines-of.ts';
import { readNodes } from '../../store/lineage/node-details.ts';
import { nodeId, type NodeKey } from '../../store/lineage/node-key.ts';
import type { Sql } from '../../store/sql.ts';
import { gatherHops, type Gathered } from './gather-hops.ts';
import { gatherSigns } from './gather-signs.ts';

const upstream = { depth: 10, nodes: 400, perNode: 100 };
const downstream = { depth: 20, nodes: 2_000, perNode: 500 };

/** The cause of a failing dataset or job in a window, by facts read in a bounded number of queries. */
export async function readCause(
  sql: Sql,
  focus: NodeKey,
  window: FailedWindow,
): Promise<{ cause: Cause; isCut: boolean }> {
  const { hops, keys, isCut } = await gatherHops(sql, { ...upstream, from: focus, direction: 'up' });
  const writers = await readWriters(
    sql,
    keys.filter((key) => key > 0),
  );
  const signs = await gatherSigns(sql, { keys, writers }, window);
  return { cause: causeOf({ focus: nodeId(focus), hops: hops.map(hopShape), signs }), isCut };
}

/** What is downstream of a failing dataset or job, whoever may see it. `keys`: its datasets. */
export async function readBlastRadius(
  sql: Sql,
  focus: NodeKey,
): Promise<{ blast: BlastRadius & { isCut: boolean }; keys: NodeKey[] }> {
  const { hops, keys, isCut } = await gatherHops(sql, { ...downstream, from: focus, direction: 'down' });
  const found = keys.filter((key) => key > 0 && key !== focus);
  const [details, due] = await Promise.all([readNodes(sql, found, null), readNextDue(sql, found)]);
  const datasets = [...details.values()].map(({ key, owner, incident }) => ({
    node: nodeId(key),
    owner,
    nextDueAt: due.get(key)?.toISOString() ?? null,
    incident: incident === null ? null : `INC-${incident}`,
  }));
  const blast = blastRadius({ focus: nodeId(focus), hops: hops.map(hopShape), datasets });
  return { blast: { ...blast, isCut }, keys: found };
}

const hopShape = ([from, to, job]: Gathered['hops'][number]) => ({
  from: nodeId(from),
  to: nodeId(to),
  job: job === 0 ? null : nodeId(-job),
});
