import { known, supportOf } from '../measured.ts';
import { shareLimit, toleranceOf } from '../share-limit.ts';
import { counted, FEWEST_ROWS, inProfiles, percent } from '../suggestion.ts';
import type { Family } from './family.ts';

/** Where so much may be null, nothing of a fault would be seen. */
const MOST_NULLS = 0.9;

/** No null, or no more than runs have by chance and by their own differences. */
export const notNull: Family = (measured) => {
  const runs = known(measured, ({ column: { count, nullCount } }) =>
    count === undefined || nullCount === undefined ? null : { count: nullCount, of: count + nullCount },
  );
  const support = supportOf(runs);
  if (support.rows < FEWEST_ROWS) return [];
  const shares = runs.map(({ value }) => value);
  const limit = shareLimit(shares);
  if (limit !== null && limit > MOST_NULLS) return [];
  const clause = toleranceOf(limit);
  const worst = Math.max(...shares.map(({ count, of }) => (of === 0 ? 0 : count / of)));
  const rows = `${counted(support.rows)} rows`;
  const reason =
    worst === 0
      ? `no null among ${rows} ${inProfiles(runs.length)}${limit === null ? '' : '; too few to say never'}`
      : `at most ${percent(worst)} null ${inProfiles(runs.length)}; up to ${percent(limit ?? 0)} is what such runs have by chance`;
  return [{ kind: 'not_null', clause, reason, support }];
};

/** Texts that are never empty or white space alone. */
export const notBlank: Family = (measured) => {
  const runs = known(measured, ({ column: { count, emptyCount, blankCount } }) =>
    count === undefined || emptyCount === undefined || blankCount === undefined
      ? null
      : { count: Math.max(emptyCount, blankCount), of: count },
  );
  const limit = shareLimit(runs.map(({ value }) => value));
  const support = supportOf(runs);
  if (support.rows < FEWEST_ROWS || limit !== null) return [];
  const reason = `no text is empty or blank among ${counted(support.rows)} rows ${inProfiles(runs.length)}`;
  return [{ kind: 'not_blank', clause: true, reason, support }];
};
