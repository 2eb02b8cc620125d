import { Problem } from '../../problem.ts';
import { appendAudit, type Actor } from '../../store/audit.ts';
import type { FoundNode } from '../../store/lineage/find-node.ts';
import { deleteManualEdge, insertManualEdge, readEdgeSource } from '../../store/lineage/manual-edges.ts';
import { nodeId } from '../../store/lineage/node-key.ts';
import { inTransaction, type Pool } from '../../store/sql.ts';

export interface EdgeChange {
  from: FoundNode;
  to: FoundNode;
  reason: string;
  actor: Actor;
}

const ids = ({ from, to }: EdgeChange) => ({ from: nodeId(from.key), to: nodeId(to.key) });
const names = ({ from, to }: EdgeChange) => ({
  from: `${from.namespace}/${from.name}`,
  to: `${to.namespace}/${to.name}`,
});

function requireEdge({ from, to }: EdgeChange): void {
  if (from.key === to.key) throw new Problem('invalid-request', 'Nothing goes into itself.');
  if (from.key < 0 && to.key < 0) throw new Problem('invalid-request', 'Between two jobs lies a dataset: name it.');
}

/** Adds an edge that no event tells of, with who said so and why in the audit log. */
export async function addManualEdge(pool: Pool, change: EdgeChange, now: Date): Promise<void> {
  requireEdge(change);
  const ends = { from: change.from.key, to: change.to.key };
  await inTransaction(pool, async (sql) => {
    if (!(await insertManualEdge(sql, ends, now))) {
      throw new Problem('conflict', `There is this edge already: ${await readEdgeSource(sql, ends)}.`);
    }
    await audit(sql, 'lineage.edge-added', change);
  });
}

/** Takes back an edge that a person added; what events tell of cannot be removed. */
export async function removeManualEdge(pool: Pool, change: EdgeChange): Promise<void> {
  const ends = { from: change.from.key, to: change.to.key };
  await inTransaction(pool, async (sql) => {
    if (!(await deleteManualEdge(sql, ends))) {
      const source = await readEdgeSource(sql, ends);
      if (source === null) throw new Problem('not-found', 'There is no such edge.');
      throw new Problem('conflict', `This edge is ${source}: only what a person added can be removed.`);
    }
    await audit(sql, 'lineage.edge-removed', change);
  });
}

const audit = (sql: Parameters<typeof appendAudit>[0], action: string, change: EdgeChange) => {
  const { from, to } = ids(change);
  return appendAudit(sql, change.actor, {
    action,
    object: `lineage/${from}>${to}`,
    namespace: change.to.namespace,
    after: { ...names(change), reason: change.reason },
  });
};
