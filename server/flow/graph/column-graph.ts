import { readColumnHops } from '../../store/lineage/columns.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import type { Direction } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';

/** A column to begin at; null: every column of the dataset that anything is told of. */
export interface ColumnPlace {
  key: NodeKey;
  column: string | null;
}

interface Column {
  key: NodeKey;
  column: string;
}

/** A column that goes into another. */
export interface ColumnFlow {
  source: Column;
  target: Column;
  subtype: string | null;
  description: string | null;
}

export interface FoundColumns {
  columns: Column[];
  flows: ColumnFlow[];
  isCut: boolean;
}

export interface ColumnGraphQuestion {
  starts: readonly ColumnPlace[];
  /** Also where the columns go, not only where they come from. */
  isBoth: boolean;
  depth: number;
  /** Most columns. */
  limit: number;
}

const nameOf = ({ key, column }: Column) => `${key} ${column}`;

/** Named columns around many at once, each told once. What bears on or comes from a whole dataset is passed over. */
export async function columnGraph(sql: Sql, q: ColumnGraphQuestion): Promise<FoundColumns> {
  const columns = new Map<string, Column>();
  const flows = new Map<string, ColumnFlow>();
  for (const { key, column } of q.starts) if (column !== null) columns.set(nameOf({ key, column }), { key, column });
  let isCut = false;
  for (const direction of q.isBoth ? (['up', 'down'] as const) : (['up'] as const)) {
    let frontier = q.starts;
    const gone = new Set<string>();
    for (let step = 0; step < q.depth && frontier.length > 0 && !isCut; step++) {
      const found = await flowsFrom(sql, frontier, { direction, limit: 20 * q.limit });
      frontier = [];
      for (const flow of found) {
        flows.set(`${nameOf(flow.source)}\n${nameOf(flow.target)}`, flow);
        for (const end of [flow.source, flow.target]) columns.set(nameOf(end), end);
        const far = direction === 'up' ? flow.source : flow.target;
        if (gone.has(nameOf(far))) continue;
        gone.add(nameOf(far));
        frontier = [...frontier, far];
      }
      isCut = columns.size >= q.limit;
    }
  }
  return { columns: [...columns.values()], flows: [...flows.values()], isCut };
}

async function flowsFrom(
  sql: Sql,
  places: readonly ColumnPlace[],
  { direction, limit }: { direction: Direction; limit: number },
): Promise<ColumnFlow[]> {
  const hops = await readColumnHops(sql, places, { direction, at: null, former: false, limit });
  return hops.flatMap((hop) => {
    if (hop.nearColumn === '' || hop.farColumn === '') return [];
    const [near, far] = [
      { key: hop.near, column: hop.nearColumn },
      { key: hop.far, column: hop.farColumn },
    ];
    const [source, target] = direction === 'up' ? [far, near] : [near, far];
    return [{ source, target, subtype: hop.subtype, description: hop.description }];
  });
}
