import { chiSquareTail } from '../stats/chi-square.ts';

/** A test of independence: its statistic, degrees of freedom and p. */
export interface ContingencyTest {
  statistic: number;
  freedom: number;
  p: number;
}

/** How a cell adds to a statistic: what was observed, and what independence expects. */
type Term = (observed: number, expected: number) => number;

/**
 * Pearson's chi-square Σ (O − E)² / E of a table of counts, without empty rows or columns; `yates` pulls each O half a row towards E
 * where there is one degree of freedom (as SciPy does by default).
 */
export function chiSquareTest(table: readonly (readonly number[])[], { yates = false } = {}): ContingencyTest {
  return tested(table, { yates, term: (observed, expected) => (observed - expected) ** 2 / expected });
}

/** The G test 2 Σ O ln(O / E) of the same (Wilks 1938). */
export function gTest(table: readonly (readonly number[])[], { yates = false } = {}): ContingencyTest {
  return tested(table, {
    yates,
    term: (observed, expected) => (observed > 0 ? 2 * observed * Math.log(observed / expected) : 0),
  });
}

function tested(
  table: readonly (readonly number[])[],
  { yates, term }: { yates: boolean; term: Term },
): ContingencyTest {
  const rows = table.map(sumOf);
  const columns = new Float64Array(table[0]?.length ?? 0);
  for (const row of table) for (let j = 0; j < columns.length; j++) columns[j]! += row[j]!;
  const total = sumOf(rows);
  const freedom = (rows.length - 1) * (columns.length - 1);
  const pull = yates && freedom === 1 ? 0.5 : 0;
  let statistic = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      const expected = (rows[i]! * columns[j]!) / total;
      const gap = expected - table[i]![j]!;
      const observed = table[i]![j]! + Math.sign(gap) * Math.min(pull, Math.abs(gap));
      if (expected > 0) statistic += term(observed, expected);
    }
  }
  return { statistic: Math.max(0, statistic), freedom, p: chiSquareTail(Math.max(0, statistic), freedom) };
}

function sumOf(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** Sizes of a table: how many rows and columns of cells, and how much is counted in all of them. */
export interface TableSize {
  rows: number;
  columns: number;
  total: number;
}

/** Cramér's V √(φ² / min(r − 1, k − 1)) of Pearson's chi-square: 0 to 1, above 0 by chance alone. */
export function cramersV(chiSquare: number, { rows, columns, total }: TableSize): number {
  return Math.min(1, Math.sqrt(chiSquare / total / Math.min(rows - 1, columns - 1)));
}

/** Cramér's V with Bergsma's (2013) correction for the bias: about 0 with no association, whatever the number of rows. */
export function unbiasedCramersV(chiSquare: number, { rows, columns, total }: TableSize): number {
  const phi = chiSquare / total - ((columns - 1) * (rows - 1)) / (total - 1);
  const [r, k] = [rows - (rows - 1) ** 2 / (total - 1), columns - (columns - 1) ** 2 / (total - 1)];
  const room = Math.min(k - 1, r - 1);
  return phi > 0 && room > 0 ? Math.min(1, Math.sqrt(phi / room)) : 0;
}
