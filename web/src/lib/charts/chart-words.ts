import type { MetricSeries } from '../api/types.ts';
import { formatMetric, metricWords } from '../format/metric.ts';
import { formatNumber, formatShare, plural } from '../format/number.ts';

/** One sentence that answers a chart's question from the same numbers it draws. */
export function seriesSummary(series: MetricSeries): string {
  const { share } = metricWords(series.name);
  const values = series.points.flatMap((point) => (point.value === null ? [] : [point.value]));
  const last = series.points.at(-1);
  if (last === undefined || values.length === 0) return 'No profile has carried it yet.';
  const show = (value: number): string => formatMetric(value, share);
  const outside = series.breaches.length;
  const history = `${outside === 0 ? 'none' : outside} of ${plural(series.points.length, 'profile')} outside`;
  const breach = series.breaches.find((one) => one.profileId === last.profileId);
  if (last.value === null) return `The newest profile did not measure it; ${history}.`;
  if (breach !== undefined) return `No. ${show(last.value)}${against(series, show)}; ${history}.`;
  if (series.bound !== null) return `Yes. ${show(last.value)}${against(series, show)}; ${history}.`;
  const range = `${show(Math.min(...values))} to ${show(Math.max(...values))} over ${plural(series.points.length, 'profile')}`;
  return `${show(last.value)} last, ${range}; no bounds declared.`;
}

function against(series: MetricSeries, show: (value: number) => string): string {
  const bound = series.bound;
  if (bound === null) return '';
  if (bound.low !== null && bound.high !== null) return ` against ${show(bound.low)} to ${show(bound.high)} declared`;
  if (bound.low !== null) return ` against at least ${show(bound.low)} declared`;
  return bound.high === null ? '' : ` against at most ${show(bound.high)} declared`;
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
