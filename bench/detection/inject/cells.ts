import type { Random } from '../random.ts';
import type { Cell } from './table.ts';

/** `change` in a share of the cells, chosen by chance; null cells stay null and are chosen too, as in AVH. */
export function inShare(
  cells: readonly Cell[],
  { share, random }: { share: number; random: Random },
  change: (value: string, index: number) => Cell,
): Cell[] {
  const changed = [...cells];
  const chosen = share >= 1 ? changed.keys() : random.sample(cells.length, Math.floor(cells.length * share));
  for (const index of chosen) {
    const cell = cells[index];
    if (cell != null) changed[index] = change(cell, index);
  }
  return changed;
}

export const numberIn = (cell: Cell): number => (cell === null || cell.trim() === '' ? Number.NaN : Number(cell));

/** A number as a file would have it: no noise of binary fractions, whole where it was whole. */
export const numberText = (value: number): string => String(Number(value.toPrecision(15)));

/** With at most the decimals of `like`, for values that a shift or a scale made. */
export function numberLike(value: number, like: string): string {
  const decimals = /\.(\d+)$/.exec(like)?.[1]?.length ?? 0;
  return numberText(Number(value.toFixed(Math.min(decimals, 12))));
}

/** The finite numbers among the cells, in order of size. */
export function sortedNumbers(cells: readonly Cell[]): number[] {
  return cells
    .map(numberIn)
    .filter(Number.isFinite)
    .sort((left, right) => left - right);
}

/** Each value with its count, the most frequent first; equal counts by the value itself. */
export function frequencies(cells: readonly Cell[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
