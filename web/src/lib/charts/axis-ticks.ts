import type { scaleTime } from 'd3-scale';
import { formatDay } from '../format/time.ts';

export interface Tick {
  at: number;
  label: string;
}

/** Days, hours or months of an axis of time, whichever its span asks for. */
export function timeTicks(x: ReturnType<typeof scaleTime<number, number>>, width: number): Tick[] {
  const [from, to] = x.domain();
  const hours = from === undefined || to === undefined ? 0 : (to.getTime() - from.getTime()) / 3_600_000;
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
  const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' });
  const label = (at: Date): string =>
    hours < 48 ? clock.format(at) : hours > 24 * 300 ? month.format(at) : formatDay(at);
  return distinct(x.ticks(Math.max(2, Math.floor(width / 84))).map((at) => ({ at: x(at), label: label(at) })));
}

type ValueScale = {
  ticks(count?: number): number[];
  tickFormat(count?: number, specifier?: string): (value: number) => string;
} & ((value: number) => number);

/** At most a handful of round values, none of them read alike. */
export function valueTicks(y: ValueScale, share: boolean, log: boolean): Tick[] {
  const all = y.ticks(4);
  const values = log ? all.filter((value) => Number.isInteger(Number(Math.log10(value).toFixed(6)))) : all;
  const most = Math.max(...values.map(Math.abs), 0);
  const specifier = share ? '~%' : most >= 10_000 ? '~s' : ',f';
  const format =
    log && !share && most < 10_000
      ? (value: number) => value.toLocaleString('en')
      : y.tickFormat(log ? Infinity : 4, specifier);
  return distinct(values.map((value) => ({ at: y(value), label: format(value).replace('G', 'B').replace('−', '-') })));
}

/** Two ticks that read the same would say that the axis stands still. */
function distinct(ticks: Tick[]): Tick[] {
  return ticks.filter((tick, index) => ticks.findIndex((other) => other.label === tick.label) === index);
}
