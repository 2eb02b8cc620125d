import { readColumnHops, type ColumnHop } from '../../store/lineage/columns.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import type { Direction } from '../../store/lineage/step.ts';
import type { Sql } from '../../store/sql.ts';

/** A column of a dataset; an empty one stands for the whole dataset. */
export interface Column {
  key: NodeKey;
  column: string;
}

export interface TracedColumn extends Column {
  /** Negative upstream. */
  distance: number;
}

export interface ColumnEdge extends Omit<ColumnHop, 'near' | 'far' | 'nearColumn' | 'farColumn'> {
  source: Column;
  target: Column;
}

export interface ColumnTrace {
  columns: TracedColumn[];
  edges: ColumnEdge[];
  isCut: boolean;
}

export interface TraceQuestion extends Column {
  directions: readonly Direction[];
  depth: number;
  /** Most columns in each direction. */
  limit: number;
  at: Date | null;
  former: boolean;
  /** Only where a value goes into a value. */
  directOnly: boolean;
}

const nameOf = ({ key, column }: Column) => `${key} ${column}`;

/** Where a column comes from and where it goes, nearest first. Behind a whole dataset every column of it is gone on from. */
export async function traceColumn(sql: Sql, question: TraceQuestion): Promise<ColumnTrace> {
  const traces = await Promise.all(question.directions.map((direction) => traceOneWay(sql, question, direction)));
  const columns = new Map<string, TracedColumn>();
  const edges = new Map<string, ColumnEdge>();
  for (const trace of traces) {
    for (const column of trace.columns) {
      const known = columns.get(nameOf(column));
      if (!known || Math.abs(column.distance) < Math.abs(known.distance)) columns.set(nameOf(column), column);
    }
    for (const edge of trace.edges) edges.set(`${nameOf(edge.source)}\n${nameOf(edge.target)}\n${edge.job}`, edge);
  }
  return { columns: [...columns.values()], edges: [...edges.values()], isCut: traces.some(({ isCut }) => isCut) };
}

async function traceOneWay(sql: Sql, question: TraceQuestion, direction: Direction): Promise<ColumnTrace> {
  const { key, column, depth, limit } = question;
  const found = new Map<string, TracedColumn>([[nameOf({ key, column }), { key, column, distance: 0 }]]);
  const edges: ColumnEdge[] = [];
  let frontier: TracedColumn[] = [...found.values()];
  let isCut = false;
  for (let hops = 1; hops <= depth && frontier.length > 0; hops++) {
    const rows = await readFrom(sql, { ...question, direction, frontier });
    const next: TracedColumn[] = [];
    for (const { near, far, row } of rows) {
      if (!found.has(nameOf(far)) && found.size > limit) {
        isCut = true;
        continue;
      }
      edges.push(edgeOf(row, direction === 'down' ? [near, far] : [far, near]));
      if (found.has(nameOf(far))) continue;
      const traced = { ...far, distance: direction === 'down' ? hops : -hops };
      found.set(nameOf(far), traced);
      next.push(traced);
    }
    frontier = next;
  }
  return { columns: [...found.values()], edges, isCut };
}

type Step = { near: Column; far: Column; row: ColumnHop };

async function readFrom(
  sql: Sql,
  q: TraceQuestion & { direction: Direction; frontier: readonly Column[] },
): Promise<Step[]> {
  const places = q.frontier.map(({ key, column }) => ({ key, column: column === '' ? null : column }));
  const rows = await readColumnHops(sql, places, { ...q, limit: 20 * q.limit });
  const byDataset = new Map<NodeKey, Column[]>();
  for (const column of q.frontier) byDataset.set(column.key, [...(byDataset.get(column.key) ?? []), column]);
  return rows.flatMap((row) => {
    if (q.directOnly && row.kind !== 'direct') return [];
    const from = byDataset.get(row.near) ?? [];
    const touched = from.filter(({ column }) => column === '' || row.nearColumn === '' || column === row.nearColumn);
    return touched.map(({ key, column }) => ({
      near: { key, column },
      far: { key: row.far, column: row.farColumn },
      row,
    }));
  });
}

function edgeOf(row: ColumnHop, [source, target]: readonly [Column, Column]): ColumnEdge {
  const { near: _, far: __, nearColumn: ___, farColumn: ____, ...told } = row;
  return { ...told, source, target };
}
