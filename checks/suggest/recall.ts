import type { Expectation } from '../expectation.ts';
import type { Profile } from '../profile.ts';
import { isAlarm, judged } from './compiled.ts';
import { columnErrors } from './inject/columns.ts';
import type { Injected } from './inject/error.ts';
import { tableErrors } from './inject/tables.ts';
import { measuredColumns } from './measured.ts';

/** Errors between two pauses. */
const AT_ONCE = 20;

/** Errors that were injected into one profile, and which of them each proposal fails on. */
export interface Tried {
  /** How much an error counts: one in a table as one in each of its columns. */
  weights: readonly number[];
  /** For each expectation the places of the errors that it fails on. */
  caught: readonly ReadonlySet<number>[];
}

/**
 * Injects errors into the newest profile that measured everything, and judges each with the expectations. Null stands for an
 * expectation that profiles alone do not judge.
 */
export function* triedOnErrors(
  expectations: readonly (Expectation | null)[],
  profiles: readonly Profile[],
  now: Date,
): Generator<void, Tried> {
  const base = profiles.find(({ measuredFor }) => measuredFor === undefined) ?? profiles[0];
  const caught = expectations.map(() => new Set<number>());
  if (base === undefined) return { weights: [], caught };
  const columns = measuredColumns([base]).map(({ name }) => name);
  const byColumn = placesByColumn(expectations);
  const weights: number[] = [];
  const everything = expectations.map((_, at) => at);
  for (const error of bothKinds(base, columns)) {
    const { column, profile } = error;
    const concerned = column === null ? everything : [...(byColumn.get(null) ?? []), ...(byColumn.get(column) ?? [])];
    for (const at of concerned) {
      const expectation = expectations[at] ?? null;
      if (expectation !== null && isAlarm(judged(expectation, profile, now))) caught[at]?.add(weights.length);
    }
    weights.push(weightOf(error, columns.length));
    if (weights.length % AT_ONCE === 0) yield;
  }
  return { weights, caught };
}

function* bothKinds(base: Profile, columns: readonly string[]): Generator<Injected> {
  yield* tableErrors(base);
  yield* columnErrors(base, columns);
}

const weightOf = ({ column }: Injected, columns: number): number => (column === null ? Math.max(1, columns) : 1);

function placesByColumn(expectations: readonly (Expectation | null)[]): ReadonlyMap<string | null, readonly number[]> {
  const places = new Map<string | null, number[]>();
  expectations.forEach((expectation, at) => {
    const name = expectation?.column ?? null;
    places.set(name, [...(places.get(name) ?? []), at]);
  });
  return places;
}
