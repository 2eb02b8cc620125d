import type { CheckResultShape } from '../../api/types.ts';
import { formatNumber, plural } from '../../format/number.ts';

/** Where an expected value came from, when it was not simply declared: `, against 10,100 the week before`. */
export function basisWords(basis: CheckResultShape['basis']): string {
  const value = basis.value === null || basis.value === undefined ? '' : ` ${formatNumber(basis.value)}`;
  if (basis.kind === 'previous') return `; against${value} in the profile before`;
  if (basis.kind === 'same_weekday') return `; against${value} on the same weekday${history(basis.history)}`;
  if (basis.kind === 'last_n') return `; against${value} lately${history(basis.history)}`;
  return '';
}

const history = (count: number | undefined): string =>
  count === undefined ? '' : `, from ${plural(count, 'profile')}`;
