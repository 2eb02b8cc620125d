import type { Matched } from './matched.ts';
import { type NumberDistribution, sharesUpTo, valuesAt } from './number-distribution.ts';
import type { Cells } from './shares.ts';

const DECILES = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
/** Fewer rows than this in a cell are too few for the limit distributions. */
const FEWEST_EXPECTED = 5;

/** Rows in the bins between the reference's deciles; deciles that are the same make one bin. Null where one bin is left. */
export function numberCells(reference: NumberDistribution, current: NumberDistribution): Cells | null {
  const edges = decileEdges(reference);
  if (edges.length === 0) return null;
  return { reference: rowsBetween(reference, edges), current: rowsBetween(current, edges) };
}

/** The deciles of a distribution, each once, without its largest value: what lies up to each of them, and beyond, is a bin. */
export function decileEdges(reference: NumberDistribution): number[] {
  const highest = reference.values[reference.values.length - 1]!;
  const edges: number[] = [];
  for (const edge of valuesAt(reference, DECILES)) {
    if (edge !== edges[edges.length - 1] && edge < highest) edges.push(edge);
  }
  return edges;
}

/** Rows in each of the bins between some edges, by the best guess. */
export function rowsBetween(distribution: NumberDistribution, edges: readonly number[]): number[] {
  const rows = sharesUpTo(distribution, edges);
  rows.push(1);
  let before = 0;
  for (let i = 0; i < rows.length; i++) {
    const share = rows[i]!;
    rows[i] = (share - before) * distribution.rows;
    before = share;
  }
  return rows;
}

/**
 * Rows of each value that both distributions tell exactly, and of all others together; values of which fewer than 5 rows are expected
 * in either are among the others too. Null where fewer than two cells are left.
 */
export function categoryCells({ reference, current, inCurrent, inReference }: Matched): Cells | null {
  const cells = { reference: [] as number[], current: [] as number[] };
  const fewest = FEWEST_EXPECTED * ((reference.rows + current.rows) / Math.min(reference.rows, current.rows));
  let otherBefore = reference.rows;
  let otherAfter = current.rows;
  const add = (before: number, after: number): void => {
    if (before + after < fewest) return;
    cells.reference.push(before);
    cells.current.push(after);
    otherBefore -= before;
    otherAfter -= after;
  };
  for (let i = 0; i < inCurrent.length; i++) {
    const place = inCurrent[i]!;
    const hidden = reference.hidden[i]! + (place < 0 ? current.mostUnlisted : current.hidden[place]!);
    if (hidden === 0) add(reference.counts[i]!, place < 0 ? 0 : current.counts[place]!);
  }
  for (let i = 0; i < inReference.length; i++) {
    if (inReference[i]! < 0 && reference.mostUnlisted + current.hidden[i]! === 0) add(0, current.counts[i]!);
  }
  // Counts that were rounded may add up to a little more than the rows.
  addOther(cells, { before: Math.max(0, otherBefore), after: Math.max(0, otherAfter), fewest });
  return cells.reference.length < 2 ? null : cells;
}

/** The others are a cell of their own if they are enough, else they join the last one, which is the rarest or nearly so. */
function addOther(
  { reference, current }: { reference: number[]; current: number[] },
  { before, after, fewest }: { before: number; after: number; fewest: number },
): void {
  const last = reference.length - 1;
  if (last < 0 || before + after >= fewest) {
    reference.push(before);
    current.push(after);
    return;
  }
  reference[last]! += before;
  current[last]! += after;
}
