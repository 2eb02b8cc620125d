import type { Deadline } from '../api/types.ts';
import { formatDuration } from './time.ts';

/** `due 25 Nov 06:00 Europe/Berlin, in 47 min`, or how late it is: `late 47 min (by 06:00 Europe/Berlin)`. */
export function arrivalWords(deadline: Deadline, now: number): string {
  const { state, due, dueAt, lateSince, rule } = deadline;
  if (state === 'late') return `late ${formatDuration((now - Date.parse(lateSince ?? dueAt)) / 1000)} (${rule})`;
  const seconds = (Date.parse(dueAt) - now) / 1000;
  if (seconds >= 0) return `due ${due}, in ${formatDuration(seconds)}`;
  return `due ${due}, ${formatDuration(-seconds)} ago, within grace`;
}
