import { readClause, type ClauseSpec } from '../suite/clause.ts';
import { undecided } from './finding.ts';
import type { Kind } from './kind.ts';

/** A kind whose shape is read and checked, and which a later version will judge. */
export interface LaterKind {
  name: string;
  on: Kind['on'];
  spec: ClauseSpec;
  reason: string;
  /** What does something like it today. */
  today: string;
}

/** The kind that is `undecided` until it is built, and says what to use today. */
export function laterKind({ name, on, spec, reason, today }: LaterKind): Kind {
  return {
    name,
    on,
    metric: null,
    read: (value, report) => readClause(value, spec, report),
    judge: () => undecided(reason, today),
  };
}
