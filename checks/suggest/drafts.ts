import type { Profile } from '../profile.ts';
import type { Family } from './families/family.ts';
import { datasetDrafts } from './families/dataset.ts';
import { unique } from './families/keys.ts';
import { levels, variety } from './families/levels.ts';
import { notBlank, notNull } from './families/nulls.ts';
import { range, sign } from './families/numbers.ts';
import { length, shapes, typed } from './families/texts.ts';
import { timeDrafts } from './families/times.ts';
import { values } from './families/values.ts';
import { measuredColumns } from './measured.ts';
import type { Draft } from './suggestion.ts';

const FAMILIES: readonly Family[] = [
  notNull,
  notBlank,
  unique,
  values,
  typed,
  sign,
  range,
  levels,
  variety,
  length,
  shapes,
];
const MOST_DRAFTS = 1000;

/** Everything that profiles of one dataset, newest first, suggest, each with what it rests on; not tried yet. Pauses column by column. */
export function* draftsOf(profiles: readonly Profile[]): Generator<void, Draft[]> {
  const columns = measuredColumns(profiles);
  const drafts = [...datasetDrafts(profiles, columns), ...timeDrafts(profiles, columns)];
  for (const measured of columns) {
    for (const family of FAMILIES)
      drafts.push(...family(measured).map((draft): Draft => ({ column: measured.name, ...draft })));
    yield;
  }
  return drafts.slice(0, MOST_DRAFTS);
}

/** The same for what is the same proposal, whatever its limits are. */
export function identityOf({ column, kind, variant = '' }: Draft): string {
  return JSON.stringify([column, kind, variant]);
}
