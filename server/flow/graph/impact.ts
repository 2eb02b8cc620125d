import { readNextDue } from '../../store/lineage/deadlines-of.ts';
import { readNodes, type NodeDetails } from '../../store/lineage/node-details.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import { readHops, type Direction, type Reach } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';
import { columnReach, type ColumnSet } from './column-reach.ts';

export interface ImpactQuestion {
  from: NodeKey;
  /** Only what comes from this column. */
  column: string | null;
  direction: Direction;
  depth: number;
  reach: Reach;
  namespaceLikes: string[] | null;
}

export interface Affected {
  key: NodeKey;
  distance: number;
  details: NodeDetails;
  nextDue: Date | null;
  /** The shortest way there: nodes from the start on, and the job of each hop (0: none is known). */
  path: { key: NodeKey; job: number }[];
  /** Columns that come from the asked one; null: columns of the way there are not known, so that it may be any. */
  columns: string[] | null;
}

export interface Impact {
  affected: Affected[];
  /** In namespaces that the caller may not see. */
  hidden: number;
  /** Reached, though no column of theirs comes from the asked one. */
  spared: number;
  /** There was more than could be looked at. */
  isCut: boolean;
}

/** Most nodes that one question looks at. */
const mostAffected = 20_000;

interface Arrival {
  distance: number;
  from: NodeKey;
  job: number;
}

/** Everything downstream (upstream) of a node with the shortest way there, what is due next first, then the nearest. */
export async function readImpact(sql: Sql, question: ImpactQuestion): Promise<Impact> {
  const { column } = question;
  const reached =
    column === null
      ? { ...(await flood(sql, question)), columns: new Map<NodeKey, ColumnSet>(), spared: 0 }
      : await columnReach(sql, { ...question, column, most: mostAffected });
  const keys = [...reached.arrivals.keys()].filter((key) => key > 0 && key !== question.from);
  const [details, due] = await Promise.all([readNodes(sql, keys, question.namespaceLikes), readNextDue(sql, keys)]);
  const affected = keys.flatMap((key): Affected[] => {
    const known = details.get(key);
    const arrival = reached.arrivals.get(key);
    if (!known || !arrival) return [];
    const columns = reached.columns.get(key);
    return [
      {
        key,
        distance: arrival.distance,
        details: known,
        nextDue: due.get(key) ?? null,
        path: pathTo(key, reached.arrivals),
        columns: columns === undefined || columns === 'all' ? null : [...columns].sort(),
      },
    ];
  });
  affected.sort(byDeadline);
  return { affected, hidden: keys.length - affected.length, spared: reached.spared, isCut: reached.isCut };
}

const dueOf = ({ nextDue }: Affected) => nextDue?.getTime() ?? Infinity;
const byDeadline = (a: Affected, b: Affected) => {
  const [first, second] = [dueOf(a), dueOf(b)];
  return first === second ? a.distance - b.distance || a.key - b.key : first < second ? -1 : 1;
};

async function flood(sql: Sql, { from, direction, depth, reach }: ImpactQuestion) {
  const arrivals = new Map<NodeKey, Arrival>([[from, { distance: 0, from, job: 0 }]]);
  let frontier: NodeKey[] = [from];
  for (let distance = 1; distance <= depth && frontier.length > 0 && arrivals.size <= mostAffected; distance++) {
    const hops = await readHops(sql, { keys: frontier, direction, reach, perNode: mostAffected });
    frontier = [];
    for (const [source, to, job] of hops) {
      if (arrivals.has(to) || arrivals.size > mostAffected) continue;
      arrivals.set(to, { distance, from: source, job });
      frontier.push(to);
    }
  }
  return { arrivals, isCut: arrivals.size > mostAffected };
}

function pathTo(key: NodeKey, arrivals: ReadonlyMap<NodeKey, Arrival>): Affected['path'] {
  const path: Affected['path'] = [];
  for (let at = key, arrival = arrivals.get(at); arrival; at = arrival.from, arrival = arrivals.get(at)) {
    path.unshift({ key: at, job: arrival.job });
    if (arrival.distance === 0) break;
  }
  return path;
}
