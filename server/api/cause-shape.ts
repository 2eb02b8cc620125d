import type { BlastRadius, Cause, Suspect } from '../../alerts/index.ts';
import { namespaceLikes, type Principal } from '../flow/principal.ts';
import { readNodes, type NodeDetails } from '../store/lineage/node-details.ts';
import { keyOfNodeId, type NodeKey } from '../store/lineage/node-key.ts';
import type { Pool } from '../store/sql.ts';
import type { BlastRadiusShape, CauseShape, SuspectShape } from './shapes/lineage-cause.ts';

interface Found {
  cause: Cause;
  blast: BlastRadius & { isCut: boolean };
}

/** Cause and blast radius as the caller may see them: of nodes in foreign namespaces only that they are there. */
export async function causeShapes(
  { pool, principal }: { pool: Pool; principal: Principal },
  { cause, blast }: Found,
): Promise<{ cause: CauseShape; blastRadius: BlastRadiusShape }> {
  const suspects = [cause.suspect, ...cause.others];
  const named = [
    ...suspects.flatMap(({ path }) => path.map(({ node }) => node)),
    ...blast.items.map(({ node }) => node),
  ];
  const jobs = suspects.flatMap(({ path, evidence }) => [...path, ...evidence].flatMap(({ job }) => job ?? []));
  const keys = [...new Set([...named, ...jobs].flatMap((id) => keyOfNodeId(id) ?? []))];
  const known = await readNodes(pool, keys, namespaceLikes(principal));
  const show = showing(known);
  return {
    cause: {
      suspect: show.suspect(cause.suspect),
      isUpstream: cause.isUpstream,
      others: cause.others.map(show.suspect),
    },
    blastRadius: {
      items: blast.items.flatMap(({ node, ...item }) =>
        show.isVisible(node) ? [{ ...item, node: show.node(node) }] : [],
      ),
      total: blast.total,
      isCut: blast.isCut,
    },
  };
}

function showing(known: ReadonlyMap<NodeKey, NodeDetails>) {
  const detailsOf = (id: string) => known.get(keyOfNodeId(id) ?? 0);
  const isVisible = (id: string) => detailsOf(id) !== undefined;
  const node = (id: string) => {
    const details = detailsOf(id);
    if (!details) return { id: 'hidden', slug: null, namespace: null, name: null };
    return { id, slug: 'slug' in details ? details.slug : null, namespace: details.namespace, name: details.name };
  };
  const jobOf = (job: string | null) => (job !== null && isVisible(job) ? job : null);
  const suspect = ({ node: id, distance, evidence, path }: Suspect): SuspectShape => ({
    node: node(id),
    distance,
    evidence: isVisible(id) ? evidence.filter(({ job }) => job === undefined || isVisible(job)) : [],
    path: path.map((step) => ({ node: node(step.node), job: jobOf(step.job) })),
  });
  return { isVisible, node, suspect };
}
