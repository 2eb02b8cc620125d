import { durationWords, weekdays, type Weekday } from '../../calendar/index.ts';
import type { Expectation } from '../expectation.ts';
import { instantMs } from '../instant.ts';
import { readClause } from '../suite/clause.ts';
import { described, readNumberBetween, readWord, refuse } from '../suite/values.ts';
import { readInstant, readSeconds } from './time-values.ts';
import { finding, undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { named } from './named.ts';
import { isSample } from './sample.ts';

const MOST_INTERVALS = 100_000;
const readDay = readWord(weekdays);

const readDays = described<Weekday[]>({ type: 'array', items: { enum: weekdays }, minItems: 1 }, (value, report) => {
  if (value.type !== 'list' || value.items.length === 0) return refuse(value, report, 'a list such as [sat, sun]');
  return value.items.flatMap((item) => readDay(item, report) ?? []);
});

const readLast = described<number>({ type: 'integer', minimum: 1, maximum: 56 }, (value, report) => {
  const last = readNumberBetween(1, 56)(value, report);
  return last === undefined || Number.isInteger(last) ? last : refuse(value, report, 'a whole number');
});

/**
 * Every data interval that is due `every` so often is there: a partition with rows, or with `over: profiles` a profile, of the
 * `last` 14 before this one. From the first that is there (or `from`) to the newest (or `through`), in UTC, days of `skip` left out.
 */
export const intervalGap: Kind = {
  name: 'interval_gap',
  reads: [],
  on: 'dataset',
  metric: null,
  needs: ({ params }) => (params['over'] === 'profiles' ? { points: lastOf(params) } : {}),
  read: (value, report) => {
    const over = readWord(['partitions', 'profiles']);
    const params = {
      every: readSeconds,
      over,
      last: readLast,
      from: readInstant,
      through: readInstant,
      skip: readDays,
    };
    const clause = readClause(value, { params, shorthand: 'every', required: ['every'] }, report);
    if (clause === null || Number(clause.params['every']) > 0) return clause;
    report('PL1010', value, '"every" must be longer than nothing');
    return null;
  },
  judge: (subject) => {
    const overProfiles = subject.expectation.params['over'] === 'profiles';
    const present = overProfiles ? profileTimes(subject) : partitionTimes(subject);
    if (present === null) {
      return overProfiles
        ? undecided('no data interval is known', 'dataInterval, and earlier profiles')
        : undecided('the profile lists no partitions', 'partitions whose value is a date or time, with their rows');
    }
    return judgeGaps(subject, present);
  },
};

function lastOf(params: Expectation['params']): number {
  return Number(params['last'] ?? 14);
}

/** Starts of the partitions that hold rows; null when none is listed, or one is no time. */
function partitionTimes({ profile }: Subject): number[] | null {
  const partitions = profile.partitions ?? [];
  const times = partitions.map(({ value, rows }) => ({ ms: instantMs(value), rows }));
  if (times.length === 0 || times.some(({ ms, rows }) => ms === null || !Number.isFinite(rows))) return null;
  return times.flatMap(({ ms, rows }) => (ms !== null && rows > 0 ? [ms] : []));
}

function profileTimes({ profile, history, expectation }: Subject): number[] | null {
  const own = instantMs(profile.dataInterval?.start);
  const earlier = history.points.slice(0, lastOf(expectation.params)).map(({ effectiveAt }) => effectiveAt.getTime());
  return own === null || earlier.length === 0 ? null : [own, ...earlier];
}

function judgeGaps(subject: Subject, present: readonly number[]): Finding {
  const { params } = subject.expectation;
  const step = Number(params['every']) * 1000;
  const endOf = (key: string) => instantMs(params[key] as string | undefined);
  const ordered = present.toSorted((a, b) => a - b);
  const [first, last] = [endOf('from') ?? ordered[0], endOf('through') ?? ordered[ordered.length - 1]];
  if (first === undefined || last === undefined) return undecided('no partition has rows', 'partitions with rows');
  if ((last - first) / step > MOST_INTERVALS) return undecided('there are too many intervals', 'a later "from"');
  const expected = dueTimes({ first, last, step }, (params['skip'] as Weekday[] | undefined) ?? []);
  const there = new Set(present);
  const absent = expected.filter((ms) => !there.has(ms)).map(timeWords);
  const evidence = {
    observed: absent.length,
    expected: { text: `one every ${durationWords(step / 1000)}` },
    unit: 'intervals',
    tested: expected.length,
    failed: absent.length,
  };
  if (expected.length === 0) return undecided('no interval is due', 'a time span that is not skipped', evidence);
  if (absent.length === 0) return finding('pass', `${expected.length} intervals are there`, evidence);
  const reason = `missing: ${named(absent)}`;
  const partly = isSample(subject.profile) && params['over'] !== 'profiles';
  return partly
    ? undecided(`${reason}, in a sample`, 'a profile of all rows', evidence)
    : finding('fail', reason, evidence);
}

function dueTimes({ first, last, step }: { first: number; last: number; step: number }, skip: Weekday[]): number[] {
  const due: number[] = [];
  for (let ms = first; ms <= last; ms += step) {
    // `weekdays` begins on Monday, the days of Date on Sunday.
    const day = weekdays[(new Date(ms).getUTCDay() + 6) % 7];
    if (day === undefined || !skip.includes(day)) due.push(ms);
  }
  return due;
}

function timeWords(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('.000Z', 'Z');
}
