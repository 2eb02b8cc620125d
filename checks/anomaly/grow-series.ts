import { median } from './median.ts';
import { forecastAt, foretoldAt, residualOf, type Outlook } from './outlook.ts';
import { phaseNow, type Cadence, type Moment } from './phase.ts';
import { newest, type Series } from './series.ts';

const MOST_ERRORS = 56;
const MOST_TAGGED = 8;
/** With fewer errors known, days that are not as others teach how large errors are. */
const FEW_ERRORS = 3;

/** What is known of a run when its value is learnt: what had been foretold, and when it is. */
export interface RunFacts {
  outlook: Outlook;
  moment: Moment;
}

/** The series with one more run. */
export function extended(series: Series, value: number, facts: RunFacts): Series {
  const { outlook, moment } = facts;
  const { cadence } = moment;
  const isSpecial = moment.tags.length > 0;
  // What a special day brings beyond all errors before is the day's own: the level knows nothing of it.
  const level = isSpecial && isBeyond(value, facts) ? NaN : value;
  const values = push(series.values, level, cadence.memory);
  const deviations = push(series.deviations, level - middle(values, cadence), cadence.memory);
  const tagged = taggedWith(series, value, facts);
  const foretold = foretoldAt(outlook, phaseNow(moment));
  const errors = series.errors.map((past, model) => {
    const error = value - (foretold[model] ?? NaN);
    const isTelling = !isSpecial || past.length < FEW_ERRORS || past.some((each) => Math.abs(each) >= Math.abs(error));
    return Number.isNaN(error) || !isTelling ? past : push(past, error, MOST_ERRORS);
  });
  return { values, deviations, errors, tagged };
}

function isBeyond(value: number, { outlook, moment }: RunFacts): boolean {
  const forecast = forecastAt(outlook, phaseNow(moment));
  if (forecast === null || forecast.tried < FEW_ERRORS) return false;
  return Math.abs(residualOf(value, forecast)) > forecast.worst;
}

/**
 * The series with a run whose value is not trusted: the level does not learn of it, the effect of its phase does, and that of its
 * tags where the trouble begins with it; what lies beside a holiday brings no trouble of its own.
 */
export function heldBack(
  series: Series,
  value: number,
  { facts, isNews }: { facts: RunFacts; isNews: boolean },
): Series {
  const { values, deviations, errors } = series;
  const { outlook, moment } = facts;
  const { cadence } = moment;
  const deviation = value - middle(values, cadence);
  const tags = isNews ? moment.tags.filter((tag) => tag !== 'near holiday') : [];
  return {
    values: push(values, NaN, cadence.memory),
    deviations: push(deviations, deviation, cadence.memory),
    errors,
    tagged: taggedWith(series, value, { outlook, moment: { ...moment, tags } }),
  };
}

/** How far each tag's days were from what was foretold, this one included. */
function taggedWith({ tagged }: Series, value: number, { outlook, moment }: RunFacts): Series['tagged'] {
  const forecast = moment.tags.length === 0 ? null : forecastAt(outlook, phaseNow(moment));
  // Before two cycles are known, what is odd may be the weekday.
  if (forecast === null || forecast.known < 2 * moment.cadence.cycle || Number.isNaN(value)) return tagged;
  const residual = residualOf(value, forecast);
  return moment.tags.reduce<Series['tagged']>(
    (all, tag) => ({ ...all, [tag]: push(all[tag] ?? [], residual, MOST_TAGGED) }),
    tagged,
  );
}

/** The median of the last cycle; NaN before there is one. */
function middle(values: readonly number[], { cycle }: Cadence): number {
  const last = newest(values, cycle);
  return last.length < cycle ? NaN : median(last);
}

function push(list: readonly number[], value: number, most: number): readonly number[] {
  return [...(list.length >= most ? list.slice(1 - most) : list), value];
}

/** The series moved by `delta` as a whole, and with what was held back of the newest runs: a new level with the shape and noise of the old one. */
export function moved(
  series: Series,
  delta: number,
  { recent, cadence }: { recent: readonly number[]; cadence: Cadence },
): Series {
  const before = series.values.length - recent.length;
  const values = [...series.values.slice(0, before).map((value) => value + delta), ...recent];
  const level = middle(values, cadence);
  const deviations = [...series.deviations.slice(0, before), ...recent.map((value) => value - level)];
  return { ...series, values, deviations };
}
