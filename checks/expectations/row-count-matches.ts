import { readClause } from '../suite/clause.ts';
import { missing } from './finding.ts';
import type { Kind } from './kind.ts';
import { judgeMatch, readWithin, type Within } from './match-within.ts';
import { needsOther, otherBasis, otherProfile, readOtherDataset, waiting } from './other-dataset.ts';
import { readRows } from './row-count.ts';

/**
 * There are as many rows as in another dataset's profile of the same data interval, or nearly: `within` is a share of its rows
 * or a number of rows.
 */
export const rowCountMatches: Kind = {
  name: 'row_count_matches',
  reads: [],
  on: 'dataset',
  metric: 'rowCount',
  needs: needsOther,
  read: (value, report) => {
    const params = { dataset: readOtherDataset, within: readWithin };
    return readClause(value, { params, shorthand: 'dataset', required: ['dataset'] }, report);
  },
  judge: (subject) => {
    const ours = readRows(subject);
    if (ours === null) return missing(subject, 'the row count', 'rowCount');
    const other = otherProfile(subject);
    if (other === null) return waiting(subject);
    const theirs = readRows({ profile: other.profile });
    if (theirs === null) return missing(subject, "the other dataset's row count", 'rowCount of the other dataset');
    const within = (subject.expectation.params['within'] as Within | undefined) ?? { size: 0, relative: false };
    const judged = judgeMatch({ label: 'row count', ours, theirs, within, basis: otherBasis(subject, other) });
    return ours.value === 0 ? { ...judged, tested: 0, vacuous: judged.outcome === 'pass' } : judged;
  },
};
