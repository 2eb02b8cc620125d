import { compareScalars } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { readText } from '../suite/values.ts';
import { columnNamed } from './column-list.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import { distinctReading } from './distinct-reading.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { needsOther, otherBasis, otherProfile, readOtherDataset, waiting } from './other-dataset.ts';
import { rowBasis } from './row-basis.ts';
import { isSample } from './sample.ts';
import { countValues } from './value-counts.ts';
import { shareOfValues } from './value-share.ts';

/**
 * Every value occurs in a column of another dataset (`their_column`, else of the same name), nulls left out. Two profiles
 * prove orphans: more different values than there, or ends beyond theirs. Only complete value lists on both sides prove none.
 */
export const referentialIntegrity: Kind = rowKind({
  name: 'referential_integrity',
  reads: ['values', 'distinct', 'span'],
  on: 'column',
  spec: { params: { dataset: readOtherDataset, their_column: readText }, shorthand: 'dataset', required: ['dataset'] },
  needs: needsOther,
  what: 'values have no parent',
  decidedBy: 'complete topValues on both sides',
  expected: ({ expectation: { params, column } }) => {
    const { namespace, name } = params['dataset'] as { namespace: string; name: string };
    return { text: `in ${String(params['their_column'] ?? column)} of ${namespace}/${name}` };
  },
  bracket: bracketOf,
});

function bracketOf(subject: Subject): Bracket | Finding | null {
  const { column, expectation } = subject;
  const other = otherProfile(subject);
  if (other === null) return waiting(subject);
  const parent = columnNamed(other.profile, String(expectation.params['their_column'] ?? expectation.column));
  if (column === null || parent === null || isSample(other.profile)) return null;
  const basis = otherBasis(subject, other);
  const proven = Math.max(surplusValues(column, parent), Number(isBeyond(column, parent)));
  const listed = byLists(column, parent);
  if (listed !== null) return { ...listed, failedLow: Math.max(proven, listed.failedLow), basis };
  return proven === 0 ? null : { tested: rowBasis(subject).values, failedLow: proven, failedHigh: null, basis };
}

/** Values that are not in the parent's complete list; hashed ones cannot be compared. */
function byLists(child: ColumnProfile, parent: ColumnProfile): Bracket | null {
  const there = countValues(parent);
  if (there?.complete !== true || there.values.some(({ hashed }) => hashed === true)) return null;
  const known = new Set(there.values.flatMap(({ value }) => (value === null ? [] : [String(value)])));
  return shareOfValues(child, (value) => !known.has(String(value)));
}

/** At least so many of the child's different values have no room among the parent's. */
function surplusValues(child: ColumnProfile, parent: ColumnProfile): number {
  const [least, most] = [distinctReading(child)?.low, distinctReading(parent)?.high];
  return typeof least === 'number' && typeof most === 'number' ? Math.max(0, Math.ceil(least - most)) : 0;
}

function isBeyond(child: ColumnProfile, parent: ColumnProfile): boolean {
  const isAbove = child.max !== undefined && parent.max !== undefined && compareScalars(child.max, parent.max) === 1;
  const isBelow = child.min !== undefined && parent.min !== undefined && compareScalars(child.min, parent.min) === -1;
  return isAbove || isBelow;
}
