import { datasetKey, type Expectation, type StoredProfile } from '../expectation.ts';
import { measuredProfile } from '../measured-profile.ts';
import type { DatasetName } from '../profile.ts';
import type { Basis } from '../result.ts';
import { readDataset } from '../suite/dataset.ts';
import { described, refuse } from '../suite/values.ts';
import { undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';

const DATASET_SCHEMA = { type: ['string', 'object'] };

type Name = Pick<DatasetName, 'namespace' | 'name'>;

/** The dataset that is compared with: `namespace/name`, or a mapping of both; one, no pattern. */
export const readOtherDataset = described<Name>(DATASET_SCHEMA, (value, report) => {
  const dataset = readDataset(value, report);
  if (dataset === undefined || !dataset.name.includes('*')) return dataset;
  return refuse(value, report, 'one dataset: a name without *');
});

/** Asks that the other dataset's profile of the same data interval be at hand. */
export const needsOther: NonNullable<Kind['needs']> = (expectation) => ({ others: [otherName(expectation)] });

/** The other dataset's profile for the same data interval; null while none has come. */
export function otherProfile({ history, expectation }: Subject): StoredProfile | null {
  const stored = history.others?.get(datasetKey(otherName(expectation)));
  return stored ? { ...stored, profile: measuredProfile(stored.profile) } : null;
}

/** What is said while the other dataset has no profile for the same data interval. */
export function waiting({ expectation }: Subject): Finding {
  const { namespace, name } = otherName(expectation);
  const words = `${namespace}/${name}`.slice(0, 120);
  const basis: Basis = { kind: 'dataset', namespace, name };
  return undecided(`waiting for ${words}`, `a profile of ${words} for the same data interval`, { basis });
}

/** The basis of what was compared with that profile. */
export function otherBasis(
  { expectation }: Subject,
  { profileId }: StoredProfile,
): Extract<Basis, { kind: 'dataset' }> {
  return { kind: 'dataset', ...otherName(expectation), profileId };
}

/** What an evaluator would look at if it were asked about the other dataset. */
export function aboutOther(subject: Subject, other: StoredProfile): Subject {
  return { ...subject, profile: other.profile, column: null };
}

function otherName({ params }: Expectation): Name {
  const { namespace, name } = params['dataset'] as Name;
  return { namespace, name };
}
