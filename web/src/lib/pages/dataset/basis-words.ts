import type { CheckResultShape } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { formatScalar } from '../../format/value.ts';

/** Where an expected value came from, when it was not simply declared: `, against 10,100 the week before`. */
export function basisWords({ basis, unit }: Pick<CheckResultShape, 'basis' | 'unit'>): string {
  const value = valueWords(basis.value, unit);
  if (basis.kind === 'previous') return `; against${value} in the profile before`;
  if (basis.kind === 'same_weekday') return `; against${value} on the same weekday${history(basis.history)}`;
  if (basis.kind === 'last_n') return `; against${value} lately${history(basis.history)}`;
  if (basis.kind === 'pinned') return `; against${value} in the pinned profile`;
  if (basis.kind === 'rolling')
    return `; against${value} over ${plural(basis.days ?? 0, 'day')}${history(basis.history)}`;
  if (basis.kind === 'dataset') return `; against${value} in ${basis.name}`;
  if (basis.kind === 'learned') return learnedWords(basis, value);
  return basis.kind === 'external' ? `; judged by ${basis.tool}` : '';
}

/** `; against 41.9 as learnt from 56 runs, by weekday`; where no number was foretold, only from how many runs. */
function learnedWords({ season, history: runs = 0 }: CheckResultShape['basis'], value: string): string {
  const by = season === 'week' ? ', by weekday' : season === 'day' ? ', by hour' : '';
  return `; ${value === '' ? '' : `against${value} as `}learnt from ${plural(runs, 'run')}${by}`;
}

/** A share as shares are written everywhere, any other number plainly: its unit stands in the sentence before. */
function valueWords(value: CheckResultShape['basis']['value'], unit: string | null): string {
  if (value === null || value === undefined) return '';
  return ` ${formatScalar(value, unit === 'fraction' || unit === 'ratio' ? unit : null)}`;
}

const history = (count: number | undefined): string =>
  count === undefined ? '' : `, from ${plural(count, 'profile')}`;
