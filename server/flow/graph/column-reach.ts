import { readColumnHops, type ColumnHop } from '../../store/lineage/columns.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import { readHops, type Direction, type Hop, type Reach } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';

/** Columns of a dataset that are reached; `all`: any of them may be, because nobody told. */
export type ColumnSet = ReadonlySet<string> | 'all';

interface Question {
  from: NodeKey;
  column: string;
  direction: Direction;
  depth: number;
  reach: Reach;
  most: number;
}

interface Arrival {
  distance: number;
  from: NodeKey;
  job: number;
}

/**
 * What is reached from one column: along the columns where a hop tells them, and with all columns where it tells none. A
 * dataset that is reached again with more columns is gone on from again. `spared`: reached by datasets, but by no column.
 */
export async function columnReach(sql: Sql, q: Question) {
  const arrivals = new Map<NodeKey, Arrival>([[q.from, { distance: 0, from: q.from, job: 0 }]]);
  const columns = new Map<NodeKey, ColumnSet>([[q.from, new Set([q.column])]]);
  const touched = new Set<NodeKey>();
  let frontier: NodeKey[] = [q.from];
  for (let distance = 1; distance <= q.depth && frontier.length > 0 && arrivals.size <= q.most; distance++) {
    const { hops, told } = await hopsWithColumns(sql, q, frontier);
    const grown = new Set<NodeKey>();
    for (const [from, to, job] of hops) {
      touched.add(to);
      const before = columns.get(to);
      const after = joined(before, carried(columns.get(from) ?? 'all', columnsTold(told, [from, to, job])));
      if (after === before || (after !== 'all' && after.size === 0)) continue;
      columns.set(to, after);
      if (!arrivals.has(to)) arrivals.set(to, { distance, from, job });
      grown.add(to);
    }
    frontier = [...grown];
  }
  const spared = [...touched].filter((key) => !arrivals.has(key)).length;
  return { arrivals, columns, spared, isCut: arrivals.size > q.most };
}

type Told = ReadonlyMap<string, readonly ColumnHop[]>;

async function hopsWithColumns(
  sql: Sql,
  q: Question,
  frontier: readonly NodeKey[],
): Promise<{ hops: Hop[]; told: Told }> {
  const places = frontier.map((key) => ({ key, column: null }));
  const [hops, rows] = await Promise.all([
    readHops(sql, { keys: frontier, direction: q.direction, reach: q.reach, perNode: q.most }),
    readColumnHops(sql, places, { ...q.reach, direction: q.direction, limit: 50 * q.most }),
  ]);
  const told = new Map<string, ColumnHop[]>();
  for (const row of rows) {
    const key = `${row.near} ${row.far}`;
    const known = told.get(key);
    if (known) known.push(row);
    else told.set(key, [row]);
  }
  return { hops, told };
}

/** What the job of a hop told of its columns; null when it told nothing of them. */
function columnsTold(told: Told, [from, to, job]: Hop): readonly ColumnHop[] | null {
  const rows = told.get(`${from} ${to}`)?.filter((row) => row.job === job || row.job === 0 || job === 0) ?? [];
  return rows.length > 0 ? rows : null;
}

function carried(reached: ColumnSet, told: readonly ColumnHop[] | null): ColumnSet {
  if (told === null) return 'all';
  const rows = reached === 'all' ? told : told.filter((row) => row.nearColumn === '' || reached.has(row.nearColumn));
  return rows.some((row) => row.farColumn === '') ? 'all' : new Set(rows.map((row) => row.farColumn));
}

function joined(before: ColumnSet | undefined, more: ColumnSet): ColumnSet {
  if (before === undefined || before === 'all') return before ?? more;
  if (more === 'all') return more;
  const both = new Set([...before, ...more]);
  return both.size === before.size ? before : both;
}
