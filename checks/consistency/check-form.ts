import type { ColumnProfile } from '../profile.ts';
import { below, checkCounts, complain, exceeds, type Complaints } from './complaints.ts';

/** Do character classes, shapes and hours fit the number of values and their lengths? */
export function checkForm(complaints: Complaints, column: ColumnProfile): void {
  checkCharacters(complaints, column);
  checkShapes(complaints, column);
  checkHours(complaints, column);
}

/** Characters of all classes together are as many as the mean length says. */
function checkCharacters(complaints: Complaints, { characters, count, length }: ColumnProfile): void {
  if (characters === undefined) return;
  const here = below(complaints, 'characters');
  const classes = ['upper', 'lower', 'digit', 'space', 'punctuation', 'other'] as const;
  checkCounts(here, characters, classes);
  if (count === undefined || length?.mean === undefined) return;
  const total = classes.reduce((sum, name) => sum + characters[name], 0);
  const wanted = length.mean * count;
  if (exceeds(total, wanted) || exceeds(wanted, total))
    complain(
      complaints,
      'characters',
      `the counts add up to ${total}, but ${count} values of that length have ${wanted}`,
    );
}

function checkShapes(complaints: Complaints, { shapes, otherShapeCount = 0, count }: ColumnProfile): void {
  if (shapes === undefined) return;
  shapes.forEach((shape, index) => checkCounts(below(below(complaints, 'shapes'), index), shape, ['count']));
  const total = shapes.reduce((sum, shape) => sum + shape.count, otherShapeCount);
  if (count !== undefined && total > count)
    complain(complaints, 'shapes', `the counts add up to ${total}, more than count ${count}`);
}

function checkHours(complaints: Complaints, { hours, timestamp, count }: ColumnProfile): void {
  if (timestamp !== undefined) {
    const here = below(complaints, 'timestamp');
    checkCounts(here, timestamp, ['futureCount', 'outsideIntervalCount']);
    for (const field of ['futureCount', 'outsideIntervalCount'] as const) {
      const value = timestamp[field];
      if (value !== undefined && count !== undefined && value > count)
        complain(here, field, `${value} is more than count ${count}`);
    }
  }
  if (hours === undefined) return;
  if (hours.length !== 24) return complain(complaints, 'hours', `a day has 24 hours, not ${hours.length}`);
  const odd = hours.findIndex((value) => !(Number.isInteger(value) && value >= 0));
  if (odd >= 0) return complain(below(complaints, 'hours'), String(odd), `${hours[odd]} is no count`);
  const total = hours.reduce((sum, value) => sum + value, 0);
  if (count !== undefined && total > count)
    complain(complaints, 'hours', `the counts add up to ${total}, more than count ${count}`);
}
