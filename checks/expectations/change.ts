import { median } from 'simple-statistics';
import { numberOf } from '../compare.ts';
import type { Bound, ChangeBound, HistoryPoint } from '../expectation.ts';
import { instantMs } from '../instant.ts';
import type { Basis } from '../result.ts';
import { judgeBound } from './bound.ts';
import { undecided } from './finding.ts';
import type { Finding, Subject } from './kind.ts';
import type { Reading } from './reading.ts';

const FEWEST_FOR_MEDIAN = 3;
const DAY_MS = 86_400_000;

/** A measured metric that is compared with its own past. */
export interface ChangeCase {
  label: string;
  metric: string;
  reading: Reading;
  change: ChangeBound;
  needs: string;
}

/** Judges how far a metric moved from its baseline: the allowed move becomes a bound around the baseline's value. */
export function judgeChange(subject: Subject, given: ChangeCase): Finding {
  const { label, metric, reading, change } = given;
  const current = numberOf(reading.value);
  if (current === null) return undecided(`${label} is not a number`, `a number for ${metric}`);
  const baseline = baselineOf(subject, metric, change);
  if (baseline.value === null) {
    const evidence = { observed: reading.value, basis: baseline.basis };
    return undecided(`no comparable history of ${label}`, `earlier profiles with ${metric}`, evidence);
  }
  const warn = subject.expectation.params['warnWithin'];
  return judgeBound({
    label,
    reading,
    bound: around(baseline.value, change.within, change.relative),
    warnBound: typeof warn === 'number' ? around(baseline.value, warn, change.relative) : undefined,
    needs: given.needs,
    basis: baseline.basis,
  });
}

function around(value: number, within: number, relative: boolean): Bound {
  const room = relative ? Math.abs(value) * within : within;
  return { low: value - room, high: value + room };
}

function baselineOf(subject: Subject, metric: string, change: ChangeBound): { value: number | null; basis: Basis } {
  const points = subject.history.points;
  if (change.from === 'previous') {
    const point = points[0];
    const value = point === undefined ? null : finite(point.metrics.get(metric));
    return { value, basis: { kind: 'previous', ...(point && { profileId: point.profileId }), value } };
  }
  if (change.from === 'same_weekday') {
    const point = sameWeekday(points, effectiveMs(subject), metric);
    const value = point === null ? null : finite(point.metrics.get(metric));
    return { value, basis: { kind: 'same_weekday', history: value === null ? 0 : 1, value } };
  }
  if ('pinned' in change.from) return pinnedBaseline(subject, change.from.pinned, metric);
  if ('rollingDays' in change.from) return rollingBaseline(subject, change.from.rollingDays, metric);
  const wanted = change.from.lastN;
  const values = newestValues(points, metric, wanted);
  const value = values.length >= Math.min(wanted, FEWEST_FOR_MEDIAN) ? median(values) : null;
  return { value, basis: { kind: 'last_n', history: values.length, value } };
}

function pinnedBaseline(
  { history }: Subject,
  profileId: string,
  metric: string,
): { value: number | null; basis: Basis } {
  const point = history.pinned?.get(profileId) ?? history.points.find((one) => one.profileId === profileId);
  const value = finite(point?.metrics.get(metric));
  return { value, basis: { kind: 'pinned', profileId, value } };
}

/** The median of the days before; of at least three profiles, because one or two are no habit. */
function rollingBaseline(subject: Subject, days: number, metric: string): { value: number | null; basis: Basis } {
  const since = effectiveMs(subject) - days * DAY_MS;
  const points = subject.history.points.filter(({ effectiveAt }) => effectiveAt.getTime() >= since);
  const values = newestValues(points, metric, points.length);
  const value = values.length >= FEWEST_FOR_MEDIAN ? median(values) : null;
  return { value, basis: { kind: 'rolling', days, history: values.length, value } };
}

function sameWeekday(points: readonly HistoryPoint[], nowMs: number, metric: string): HistoryPoint | null {
  const weekday = new Date(nowMs).getUTCDay();
  for (const point of points) {
    if (point.effectiveAt.getUTCDay() === weekday && finite(point.metrics.get(metric)) !== null) return point;
  }
  return null;
}

function newestValues(points: readonly HistoryPoint[], metric: string, wanted: number): number[] {
  const values: number[] = [];
  for (const point of points) {
    const value = finite(point.metrics.get(metric));
    if (value !== null) values.push(value);
    if (values.length === wanted) break;
  }
  return values;
}

/** The time a profile speaks of: start of its data interval, else captured, else now. */
function effectiveMs(subject: Subject): number {
  const { dataInterval, capturedAt } = subject.profile;
  return instantMs(dataInterval?.start) ?? instantMs(capturedAt) ?? subject.now.getTime();
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
