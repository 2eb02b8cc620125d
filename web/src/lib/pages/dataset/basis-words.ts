import type { CheckResultShape } from '../../api/types.ts';
import { formatNumber, plural } from '../../format/number.ts';

/** Where an expected value came from, when it was not simply declared: `, against 10,100 the week before`. */
export function basisWords(basis: CheckResultShape['basis']): string {
  const value = valueWords(basis.value);
  if (basis.kind === 'previous') return `; against${value} in the profile before`;
  if (basis.kind === 'same_weekday') return `; against${value} on the same weekday${history(basis.history)}`;
  if (basis.kind === 'last_n') return `; against${value} lately${history(basis.history)}`;
  if (basis.kind === 'pinned') return `; against${value} in the pinned profile`;
  if (basis.kind === 'rolling')
    return `; against${value} over ${plural(basis.days ?? 0, 'day')}${history(basis.history)}`;
  if (basis.kind === 'dataset') return `; against${value} in ${basis.name}`;
  return basis.kind === 'external' ? `; judged by ${basis.tool}` : '';
}

function valueWords(value: CheckResultShape['basis']['value']): string {
  if (value === null || value === undefined) return '';
  return ` ${typeof value === 'number' ? formatNumber(value) : value}`;
}

const history = (count: number | undefined): string =>
  count === undefined ? '' : `, from ${plural(count, 'profile')}`;
