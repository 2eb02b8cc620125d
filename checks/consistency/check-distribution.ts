import type { ColumnProfile } from '../profile.ts';
import { below, complain, ROOM, type Complaints } from './complaints.ts';

/** Is the histogram one: ascending boundaries, a count between each two, adding up to the values that are finite? */
export function checkHistogram(complaints: Complaints, column: ColumnProfile): void {
  const { histogram, count, nanCount = 0, infCount = 0 } = column;
  if (histogram === undefined) return;
  const here = below(complaints, 'histogram');
  const { boundaries, counts, underflow = 0, overflow = 0 } = histogram;
  if (counts.length !== boundaries.length - 1) {
    return complain(
      here,
      'counts',
      `${boundaries.length} boundaries need ${Math.max(0, boundaries.length - 1)} counts, not ${counts.length}`,
    );
  }
  const falling = boundaries.findIndex((boundary, index) => index > 0 && !(boundary > (boundaries[index - 1] ?? 0)));
  if (falling > 0) complain(below(here, 'boundaries'), String(falling), 'boundaries must ascend');
  const negative = counts.findIndex((value) => !(value >= 0));
  if (negative >= 0) return complain(below(here, 'counts'), String(negative), `${counts[negative]} is not a count`);
  if (count === undefined) return;
  const total = counts.reduce((sum, value) => sum + value, underflow + overflow);
  const room = ROOM * count;
  if (total > count + room || total < count - nanCount - infCount - room) {
    complain(here, 'counts', `the counts add up to ${total}, not to count ${count}`);
  }
}

/** Do the most frequent values and the rest fit into the number of values? */
export function checkTopValues(complaints: Complaints, column: ColumnProfile): void {
  const { topValues, count, otherCount = 0, valueCountsComplete } = column;
  if (topValues === undefined) return;
  let total = otherCount;
  let isEstimate = false;
  topValues.forEach((top, index) => {
    if (!(Number.isInteger(top.count) && top.count >= 0)) {
      complain(below(below(complaints, 'topValues'), index), 'count', `${top.count} is not a whole number from 0 up`);
    }
    if (top.errorUpper) isEstimate = true;
    if (top.value !== null) total += top.count;
  });
  if (count === undefined || isEstimate) return;
  if (total > count) complain(complaints, 'topValues', `the counts add up to ${total}, more than count ${count}`);
  else if (valueCountsComplete === true && total !== count) {
    complain(complaints, 'valueCountsComplete', `the counts add up to ${total}, not to count ${count}`);
  }
}
