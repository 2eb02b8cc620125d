import { numberOf } from '../compare.ts';
import { countValues } from '../expectations/value-counts.ts';
import type { ColumnProfile, Scalar } from '../profile.ts';
import { counted, FEWEST_ROWS, inProfiles, type Draft, type Measured } from './suggestion.ts';

const MOST_MEMBERS = 20;
/** A share of nulls below this is a flaw to watch; above it nulls are part of the data. */
const MOST_NULLS = 0.01;

type Propose = (measured: Measured) => Omit<Draft, 'column'> | null;

/** What a column's measurements suggest about it. */
export function columnDrafts(measured: Measured): Draft[] {
  const rows = Math.max(...measured.columns.map((column) => (column.count ?? 0) + (column.nullCount ?? 0)), 0);
  if (rows < FEWEST_ROWS) return [];
  return PROPOSALS.flatMap((propose) => {
    const draft = propose(measured);
    return draft === null ? [] : [{ column: measured.name, ...draft }];
  });
}

const notNull: Propose = ({ columns }) => {
  const shares = columns.map(({ count = 0, nullCount }) =>
    nullCount === undefined ? NaN : nullCount / (count + nullCount),
  );
  const worst = Math.max(...shares);
  if (!(worst <= MOST_NULLS)) return null;
  if (worst === 0) return { kind: 'not_null', clause: true, reason: `no null ${inProfiles(columns.length)}` };
  const mostly = Math.floor((1 - 2 * worst) * 1000) / 1000;
  const reason = `at most ${percent(worst)} null ${inProfiles(columns.length)}; twice that`;
  return { kind: 'not_null', clause: { mostly }, reason };
};

/** Whatever no value repeats of, exactly or as far as an estimate can tell. */
const unique: Propose = ({ columns }) => {
  const isUnique = ({ count, distinct }: ColumnProfile) =>
    count !== undefined && distinct !== undefined && (distinct.exact ? distinct.value : (distinct.upper ?? 0)) >= count;
  if (!columns.every(isUnique) || countOf(columns) < FEWEST_ROWS) return null;
  const exact = columns.every(({ distinct }) => distinct?.exact);
  const reason = `${exact ? 'no value occurs' : 'as far as an estimate tells no value occurs'} twice ${inProfiles(columns.length)}`;
  return { kind: 'unique', clause: true, reason };
};

/** Few values, all of them listed, the same in every profile. Hashed ones are nothing that a person can read. */
const inSet: Propose = ({ columns }) => {
  const sets = columns.map(openValues);
  const [newest] = sets;
  if (!newest || newest.length > MOST_MEMBERS || countOf(columns) < FEWEST_ROWS) return null;
  if (!sets.every((set) => set !== null && set.every((value) => newest.includes(value)))) return null;
  const reason = `only ${newest.length === 1 ? 'this value occurs' : `these ${newest.length} values occur`} ${inProfiles(columns.length)}`;
  return { kind: 'in_set', clause: newest, reason };
};

function openValues(column: ColumnProfile): Scalar[] | null {
  const counts = countValues(column);
  const level = column.privacy?.level ?? 'full';
  if (!counts?.complete || level !== 'full' || counts.values.some(({ hashed }) => hashed)) return null;
  const values = counts.values.flatMap(({ value, count }) => (value === null || count === 0 ? [] : [value]));
  return values.length === 0 ? null : values.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
}

const sign: Propose = ({ columns }) => {
  const least = columns.map(({ min }) => numberOf(min));
  if (!least.every((value) => value !== null && value >= 0)) return null;
  const smallest = Math.min(...least.map((value) => value ?? 0));
  if (smallest > 0) {
    return { kind: 'positive', clause: true, reason: `never below ${smallest} ${inProfiles(columns.length)}` };
  }
  return { kind: 'non_negative', clause: true, reason: `never below zero ${inProfiles(columns.length)}` };
};

const length: Propose = ({ columns }) => {
  const [first] = columns;
  const fixed = first?.length?.min;
  if (fixed === undefined || fixed === 0) return null;
  if (!columns.every((column) => column.length?.min === fixed && column.length.max === fixed)) return null;
  return { kind: 'length', clause: fixed, reason: `every text is ${fixed} long ${inProfiles(columns.length)}` };
};

const PROPOSALS: readonly Propose[] = [notNull, unique, inSet, sign, length];

function countOf(columns: readonly ColumnProfile[]): number {
  return Math.min(...columns.map(({ count = 0 }) => count));
}

function percent(share: number): string {
  return share < 0.0001 ? `${counted(share * 1e6)} in a million` : `${Number((share * 100).toPrecision(2))} %`;
}
