import { known, supportOf } from '../measured.ts';
import { FEWEST_ROWS, FEWEST_RUNS, inProfiles } from '../suggestion.ts';
import type { ColumnProfile } from '../../profile.ts';
import type { Family } from './family.ts';

/** Names of what is made to tell rows apart. */
const KEY_NAME = /(^|[^a-z])(id|key|uuid|guid|code|number|nr|no|sku|hash)$|(Id|Key|Uuid)$/i;

/**
 * Whatever no value repeats of, exactly or as far as an estimate can tell. Measurements with decimals are never keys; before five
 * runs neither is a column that is not called like one, since a few hundred times or amounts are often all different.
 */
export const unique: Family = (measured) => {
  const runs = known(measured, ({ column: { count, distinct } }) =>
    count === undefined || distinct === undefined || count === 0 ? null : { count, distinct },
  );
  const isUnique = runs.every(({ value: { count, distinct } }) =>
    distinct.exact ? distinct.value >= count : (distinct.upper ?? 0) >= count,
  );
  const least = Math.min(...runs.map(({ value }) => value.count));
  if (runs.length === 0 || !isUnique || !(least >= FEWEST_ROWS) || runs.some(({ run }) => isMeasurement(run.column)))
    return [];
  if (runs.length < FEWEST_RUNS && !KEY_NAME.test(measured.name)) return [];
  const isExact = runs.every(({ value }) => value.distinct.exact);
  const reason = `${isExact ? 'no value occurs' : 'as far as an estimate tells no value occurs'} twice ${inProfiles(runs.length)}`;
  return [{ kind: 'unique', clause: true, reason, support: supportOf(runs) }];
};

function isMeasurement({ typeCounts, type = '' }: ColumnProfile): boolean {
  return (typeCounts?.fractional ?? 0) > 0 || /^(double|float|real|decimal|numeric)/i.test(type);
}
