import { rowKind, type Bracket } from './declared-rows.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { needsOther, otherBasis, otherProfile, readOtherDataset, waiting } from './other-dataset.ts';
import { isSample } from './sample.ts';

/**
 * The rows are those of another dataset for the same data interval, in any order. Another number of rows or another
 * orderIndependentRowHash of the same kind proves they are not; an equal hash over as many rows is taken for equality.
 */
export const datasetMatch: Kind = rowKind({
  name: 'dataset_match',
  reads: [],
  on: 'dataset',
  spec: { params: { dataset: readOtherDataset }, shorthand: 'dataset', required: ['dataset'] },
  needs: needsOther,
  emptyWithout: 'what the bracket tested',
  what: 'rows differ',
  decidedBy: 'orderIndependentRowHash on both sides',
  expected: ({ expectation }) => {
    const { namespace, name } = expectation.params['dataset'] as { namespace: string; name: string };
    return { text: `the rows of ${namespace}/${name}` };
  },
  bracket: bracketOf,
});

function bracketOf(subject: Subject): Bracket | Finding | null {
  const other = otherProfile(subject);
  if (other === null) return waiting(subject);
  const [ours, theirs] = [subject.profile, other.profile];
  if (isSample(ours) || isSample(theirs)) return null;
  const [rows, otherRows] = [ours.rowCount ?? null, theirs.rowCount ?? null];
  const basis = otherBasis(subject, other);
  if (rows === null || otherRows === null) return null;
  const tested = Math.max(rows, otherRows);
  if (rows !== otherRows) return { tested, failedLow: Math.abs(rows - otherRows), failedHigh: rows + otherRows, basis };
  const isSame = sameHash(ours.orderIndependentRowHash, theirs.orderIndependentRowHash);
  if (isSame === null) return null;
  return { tested, failedLow: isSame ? 0 : 1, failedHigh: isSame ? 0 : rows + otherRows, basis };
}

/** Null when one is missing or they are of two kinds: another prefix (`xxh64:`), or digests of another length. */
function sameHash(a: string | undefined, b: string | undefined): boolean | null {
  if (a === undefined || b === undefined || kindOf(a) !== kindOf(b)) return null;
  return a === b;
}

function kindOf(hash: string): string {
  const colon = hash.lastIndexOf(':');
  return colon < 0 ? `of ${hash.length} characters` : hash.slice(0, colon).toLowerCase();
}
