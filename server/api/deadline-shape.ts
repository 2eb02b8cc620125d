import { arrivalRuleWords, dueWords } from '../../checks/index.ts';
import type { DeadlineRow } from '../store/deadlines.ts';
import type { Deadline } from './shapes/deadlines.ts';
import { iso } from './text.ts';

/** A deadline as it stands at `now`. */
export function deadlineShape(row: DeadlineRow, now: Date): Deadline {
  const { rule, dueAt, checkAt, incident } = row;
  const lateSince = row.lateSince ?? (checkAt === null ? dueAt : null);
  return {
    expectation: row.key,
    rule: arrivalRuleWords(rule),
    dueAt: dueAt.toISOString(),
    due: dueWords(rule, dueAt),
    graceUntil: (checkAt ?? dueAt).toISOString(),
    lastArrivalAt: iso(row.lastArrivalAt),
    state: lateSince !== null ? 'late' : now > dueAt ? 'grace' : 'waiting',
    lateSince: iso(lateSince),
    incident: incident === null ? null : `INC-${incident}`,
  };
}
