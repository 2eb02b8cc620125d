import { DRIFT_METHODS, knownEffect, type DriftMethod, type KnownEffect } from '../drift/known-effect.ts';
import type { BaselineName } from '../expectation.ts';
import type { ColumnProfile } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { readBaselineName } from '../suite/tolerances.ts';
import { readWord } from '../suite/values.ts';
import { judgeBound } from './bound.ts';
import { alike, distributionTogether, referenceNeeds, referenceOf, type Reference } from './drift-reference.ts';
import { empty, missing, undecided, words } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { unknownInSample, type Reading } from './reading.ts';
import { hasNoValues } from './row-basis.ts';
import { isSample } from './sample.ts';

const LABELS: Readonly<Record<DriftMethod, string>> = {
  psi: 'population stability index beyond chance',
  jensen_shannon: 'Jensen-Shannon distance beyond chance',
  hellinger: 'Hellinger distance',
  wasserstein: 'Wasserstein distance in robust spreads',
  total_variation: 'total variation distance',
  l_infinity: 'largest change of a share',
  kolmogorov_smirnov: 'Kolmogorov-Smirnov distance',
  chi_square: "Cramér's V",
};
/** Of numbers that are listed one by one, these methods compare the numbers; the others take them for categories. */
const BY_NUMBERS: ReadonlySet<DriftMethod> = new Set(['psi', 'jensen_shannon', 'wasserstein', 'kolmogorov_smirnov']);

/**
 * How far the distribution of a column lies from that of a reference, by a `method`: psi and jensen_shannon of numbers over the reference's deciles,
 * of other values over those that the reference has; wasserstein and kolmogorov_smirnov of numbers; the others of values with few different ones.
 * What sampling alone makes of psi and jensen_shannon is subtracted.
 */
export const drift: Kind = {
  name: 'drift',
  on: 'column',
  metric: null,
  reads: ['span', 'ranks', 'values'],
  needs: ({ params }) => referenceNeeds(params['from'] as BaselineName),
  read: (value, report) =>
    readClause(
      value,
      {
        params: { method: readWord(DRIFT_METHODS), from: readBaselineName },
        required: ['method', 'from'],
        bound: 'required',
      },
      report,
    ),
  judge(subject) {
    const { method, from } = subject.expectation.params as { method: DriftMethod; from: BaselineName };
    if (subject.column === null) return missing(subject, 'the distribution', needsOf(method));
    if (hasNoValues(subject)) return empty(subject, 'there are no values');
    const reference = referenceOf(subject, from);
    if (reference.problem !== null)
      return undecided(reference.problem, 'earlier profiles with the distribution of the column', {
        basis: reference.basis,
      });
    return judgeDrift(subject, subject.column, { method, reference });
  },
};

function judgeDrift(
  subject: Subject,
  column: ColumnProfile,
  { method, reference }: { method: DriftMethod; reference: Reference },
): Finding {
  const [current, ...before] = alike([column, ...reference.columns], subject.hashValue) as [
    ColumnProfile,
    ...ColumnProfile[],
  ];
  const isNumeric = BY_NUMBERS.has(method) && [current, ...before].some(hasNumbers);
  const [was, is] = [distributionTogether(before, isNumeric), distributionTogether([current], isNumeric)];
  const { basis } = reference;
  const needs = needsOf(method);
  if (is === null)
    return undecided(`the profile does not tell the distribution that ${method} compares`, needs, { basis });
  if (was === null)
    return undecided(`the reference does not tell the distribution that ${method} compares`, needs, { basis });
  const known = knownEffect(method, { reference: was, current: is }, isNumeric);
  if (known === null) return undecided(`the distributions cannot be compared by ${method}`, needs, { basis });
  const { bound, warnBound } = subject.expectation;
  const reading = readingOf(subject, known);
  const found = judgeBound({ label: LABELS[method], reading, bound, warnBound, needs, basis, tested: known.m });
  return { ...found, reason: `${found.reason}; ${chanceWords(known, reference)}` };
}

function readingOf({ profile }: Subject, { effect, low, high }: KnownEffect): Reading {
  const note = low === high ? null : 'known within the error of the profiles';
  const reading = { value: effect, low, high, note };
  return isSample(profile) ? unknownInSample(reading) : reading;
}

/** What was compared with, and what chance alone would make. */
const chanceWords = ({ noise, n, m }: KnownEffect, reference: Reference): string =>
  `against ${reference.words}, ${n} and ${m} values, of which chance alone makes about ${words(Number(noise.toPrecision(2)))}`;

/** Is it a column of numbers? Then methods that can compare them do, whatever else its profile lists. */
function hasNumbers({ min, max, mean, topValues }: ColumnProfile): boolean {
  if (typeof min === 'number' || typeof max === 'number' || mean !== undefined) return true;
  return topValues?.some(({ value }) => typeof value === 'number') ?? false;
}

function needsOf(method: DriftMethod): string {
  if (method === 'wasserstein' || method === 'kolmogorov_smirnov')
    return 'count, min, max and quantiles, now and before';
  const values = 'complete topValues with count, now and before';
  return BY_NUMBERS.has(method) ? `of numbers count, min, max and quantiles, else ${values}` : values;
}
