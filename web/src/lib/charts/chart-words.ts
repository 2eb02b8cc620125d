import type { MetricSeries } from '../api/types.ts';
import { formatMetric, metricWords } from '../format/metric.ts';
import { formatNumber, formatShare, plural } from '../format/number.ts';
import { isLearned } from '../format/learned-words.ts';
import { worstBreaches } from './breaches.ts';
import { NO_MARKS, type LearnedMarks } from './learned-marks.ts';

/** One sentence that answers a chart's question from the same numbers it draws. */
export function seriesSummary(series: MetricSeries, learned: LearnedMarks = NO_MARKS): string {
  const { share } = metricWords(series.name);
  const usual = usualSummary(series, learned, (value) => formatMetric(value, share));
  if (usual !== null) return usual;
  const values = series.points.flatMap((point) => (point.value === null ? [] : [point.value]));
  const last = series.points.at(-1);
  if (last === undefined || values.length === 0) return 'No profile has carried it yet.';
  const show = (value: number): string => formatMetric(value, share);
  const breaches = worstBreaches(series);
  const outside = breaches.size;
  const history = `${outside === 0 ? 'none' : outside} of ${plural(series.points.length, 'profile')} outside`;
  const breach = breaches.get(last.profileId);
  if (last.value === null) return `The newest profile did not measure it; ${history}.`;
  if (breach !== undefined && isLearned(breach))
    return `Not as usual. ${show(last.value)}: ${breach.reason}; ${history}.`;
  if (breach !== undefined) return `No. ${show(last.value)}${against(series, show)}; ${history}.`;
  if (series.bound !== null) return `Yes. ${show(last.value)}${against(series, show)}; ${history}.`;
  const range = `${show(Math.min(...values))} to ${show(Math.max(...values))} over ${plural(series.points.length, 'profile')}`;
  return `${show(last.value)} last, ${range}; no bounds declared.`;
}

/** Is the value of the run that was judged within its usual range? Null where no range is known of it. */
function usualSummary(
  { points }: MetricSeries,
  { range, unlearned }: LearnedMarks,
  show: (value: number) => string,
): string | null {
  const value = points.find(({ profileId }) => profileId === range?.profileId)?.value ?? null;
  if (range === null || value === null) return null;
  const isUsual = value >= (range.low ?? -Infinity) && value <= (range.high ?? Infinity);
  const left = points.filter(({ profileId }) => unlearned.includes(profileId)).length;
  const without = left === 0 ? '' : `; nothing is learned from ${left === 1 ? '1 value' : `${left} values`}`;
  return `${isUsual ? 'Yes' : 'No'}. ${show(value)} against ${rangeWords(range, show)} usual${without}.`;
}

/** `39.8 to 44.1`, `at most 0.02`, `at least 9,000`. */
function rangeWords(
  { low, high }: { low: number | null; high: number | null },
  show: (value: number) => string,
): string {
  if (low !== null && high !== null) return `${show(low)} to ${show(high)}`;
  if (low !== null) return `at least ${show(low)}`;
  return high === null ? 'any value' : `at most ${show(high)}`;
}

function against(series: MetricSeries, show: (value: number) => string): string {
  return series.bound === null ? '' : ` against ${rangeWords(series.bound, show)} declared`;
}

export interface Shift {
  overlap: number | null;
  median: { now: number | null; before: number | null };
}

/** Did a distribution move? Below nine tenths in common we say yes; a clean power of ten is named, as a change of unit looks like one. */
export function shiftSummary(shift: Shift): string {
  const { overlap, median } = shift;
  if (overlap === null) return 'There is no earlier profile of this column to compare with.';
  const answer = overlap >= 0.9 ? 'No' : overlap >= 0.7 ? 'A little' : 'Yes';
  const percent = Math.round(overlap * 100) / 100;
  const common = percent === 0 ? 'The two have nothing in common' : `The two have ${formatShare(percent)} in common`;
  if (median.now === null || median.before === null) return `${answer}. ${common}.`;
  const moved = `median ${formatNumber(median.before)} → ${formatNumber(median.now)}`;
  return `${answer}. ${common}; ${moved}${unitChange(median.before, median.now)}.`;
}

function unitChange(before: number, now: number): string {
  if (before === 0 || now === 0 || before < 0 !== now < 0) return '';
  const power = Math.log10(now / before);
  const whole = Math.round(power);
  if (whole === 0 || Math.abs(power - whole) > 0.03) return '';
  const times = formatNumber(10 ** Math.abs(whole));
  return `, about ${times} times ${whole > 0 ? 'larger' : 'smaller'}: looks like a change of unit`;
}
