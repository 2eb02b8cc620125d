/** A filter with its white space made single, so that `a  =  1` and `a = 1` are the same. */
export function normalisedFilter(filter: string): string {
  return filter.trim().replace(/\s+/g, ' ');
}
