import type { ColumnRow, Scalar } from '../api/types.ts';

export interface ValueShare {
  key: string;
  label: string;
  /** Share of non-null rows; null where the value was not among the recorded ones. */
  now: number | null;
  before: number | null;
  note: '' | 'new' | 'gone' | 'hashed';
}

type TopValues = NonNullable<ColumnRow['topValues']>;
const SHOWN = 10;

/** The most frequent values of a column now and before, by share. Before is measured against what its own list adds up to. */
export function valueShares(column: ColumnRow): ValueShare[] {
  const now = column.topValues ?? [];
  const before = column.before?.topValues ?? null;
  const nowTotal = Math.max(column.count ?? 0, total(now));
  const beforeTotal = total(before ?? []);
  const keys = new Map<string, { value: Scalar | null; hashed: boolean }>();
  for (const one of [...now, ...(before ?? [])])
    keys.set(keyOf(one.value), { value: one.value, hashed: one.hashed === true });
  const rows = [...keys].map(([key, { value, hashed }]) => {
    const nowShare = shareOf(now, key, nowTotal);
    const beforeShare = before === null ? null : shareOf(before, key, beforeTotal);
    return {
      key,
      label: value === null ? 'null' : String(value),
      now: nowShare,
      before: beforeShare,
      note: noteOf(hashed, nowShare, before, beforeShare),
    };
  });
  return rows.sort((a, b) => Math.max(b.now ?? 0, b.before ?? 0) - Math.max(a.now ?? 0, a.before ?? 0)).slice(0, SHOWN);
}

const keyOf = (value: Scalar | null): string => `${typeof value}:${String(value)}`;
const total = (values: TopValues): number => values.reduce((sum, one) => sum + one.count, 0);

function shareOf(values: TopValues, key: string, of: number): number | null {
  const found = values.find((one) => keyOf(one.value) === key);
  return found === undefined || of === 0 ? null : found.count / of;
}

function noteOf(
  hashed: boolean,
  now: number | null,
  list: TopValues | null,
  before: number | null,
): ValueShare['note'] {
  if (list !== null && before === null) return 'new';
  if (now === null) return 'gone';
  return hashed ? 'hashed' : '';
}
