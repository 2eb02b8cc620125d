import { readClause } from '../suite/clause.ts';
import { readText } from '../suite/values.ts';
import { countsOf } from './declared-rows.ts';
import { undecided } from './finding.ts';
import type { Kind } from './kind.ts';
import { judgeShare } from './share.ts';

/** A check of rows that the producer counted: no more fail than the tolerance. A counter that is missing decides nothing. */
export const counter: Kind = {
  name: 'counter',
  reads: [],
  on: 'either',
  metric: (params) => `counter.${String(params['id'])}.failed`,
  read: (value, report) => {
    const spec = { params: { id: readText }, shorthand: 'id', required: ['id'], tolerance: true };
    return readClause(value, spec, report);
  },
  judge: (subject) => {
    const id = String(subject.expectation.params['id']);
    const counted = subject.profile.counters?.find((one) => one.id === id);
    if (counted === undefined) return undecided(`the counter ${id.slice(0, 60)} was not posted`, `the counter ${id}`);
    return judgeShare(subject, {
      ...countsOf(counted),
      what: 'rows failed',
      needs: 'how many rows were tested',
      carriesOver: true,
      testedOptional: true,
    });
  },
};
