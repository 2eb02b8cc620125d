import { readClause } from '../suite/clause.ts';
import { readText } from '../suite/values.ts';
import { externalFinding, externalResult } from './external-result.ts';
import { undecided } from './finding.ts';
import type { Kind } from './kind.ts';

/**
 * What another tool found: its result of that name for the same run or data interval, posted as it is. `tool` narrows it where
 * several tools use the name. Outcome, counts and reason are the tool's.
 */
export const external: Kind = {
  name: 'external',
  reads: [],
  on: 'either',
  metric: null,
  needs: () => ({ external: true }),
  read: (value, report) => {
    const params = { name: readText, tool: readText };
    return readClause(value, { params, shorthand: 'name', required: ['name'] }, report);
  },
  judge: (subject) => {
    const { name, tool } = subject.expectation.params as { name: string; tool?: string };
    const posted = externalResult(subject, name, tool);
    if (posted !== undefined) return externalFinding(posted);
    const words = `${tool === undefined ? '' : `${tool}: `}${name}`.slice(0, 120);
    return undecided('no such result of another tool has come', `the result ${words}, by POST /api/v1/results`);
  },
};
