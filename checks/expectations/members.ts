import type { Scalar, TopValue } from '../profile.ts';
import type { Subject } from './kind.ts';

/** A set of a suite, ready to be asked. Values are compared by their text: 1 and "1" are the same. */
export interface Members {
  has(top: TopValue): boolean;
}

const plainSets = new WeakMap<readonly Scalar[], ReadonlySet<string>>();
const hashedSets = new WeakMap<readonly Scalar[], { by: Subject['hashValue']; hashes: ReadonlySet<string> }>();
const NO_MEMBERS: readonly Scalar[] = [];

/** The members of the expectation's set; hashed values are looked up among the members hashed alike. */
export function membersOf(subject: Subject): Members {
  const set = subject.expectation.set ?? NO_MEMBERS;
  return {
    has: ({ value, hashed }) => {
      if (value === null) return false;
      return hashed === true ? hashesOf(set, subject.hashValue).has(String(value)) : textsOf(set).has(String(value));
    },
  };
}

function textsOf(set: readonly Scalar[]): ReadonlySet<string> {
  const known = plainSets.get(set);
  if (known !== undefined) return known;
  const texts = new Set(set.map(String));
  plainSets.set(set, texts);
  return texts;
}

/** Hashes of each member and of its other spelling (5 and "5"), since the producer's type is not known here. */
export function hashesOf(set: readonly Scalar[], hashValue: Subject['hashValue']): ReadonlySet<string> {
  const known = hashedSets.get(set);
  if (known?.by === hashValue) return known.hashes;
  const hashes = new Set<string>();
  for (const member of set) for (const spelling of spellings(member)) hashes.add(hashValue(spelling));
  hashedSets.set(set, { by: hashValue, hashes });
  return hashes;
}

/** A scalar as each type that may stand for it: text, number, boolean. */
function spellings(member: Scalar): Scalar[] {
  if (typeof member !== 'string') return [member, String(member)];
  if (member === 'true' || member === 'false') return [member, member === 'true'];
  const number = Number(member);
  return member !== '' && String(number) === member ? [member, number] : [member];
}
