import { median } from './median.ts';
import { forecastAt, foretoldAt, type Outlook } from './outlook.ts';
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
  const { cadence, isOrdinary } = moment;
  const values = push(series.values, value, cadence.memory);
  const deviations = push(series.deviations, value - middle(values, cadence), cadence.memory);
  const tagged = taggedWith(series, value, facts);
  const foretold = foretoldAt(outlook, phaseNow(moment));
  const errors = series.errors.map((past, model) => {
    const error = value - (foretold[model] ?? NaN);
    const isTelling = isOrdinary || past.length < FEW_ERRORS || past.some((each) => Math.abs(each) >= Math.abs(error));
    return Number.isNaN(error) || !isTelling ? past : push(past, error, MOST_ERRORS);
  });
  return { values, deviations, errors, tagged };
}

/** The series with a run whose value is not trusted: the level does not learn of it, the effects of its phase and tag do. */
export function heldBack(series: Series, value: number, facts: RunFacts): Series {
  const { values, deviations, errors } = series;
  const { cadence } = facts.moment;
  const deviation = value - middle(values, cadence);
  return {
    values: push(values, NaN, cadence.memory),
    deviations: push(deviations, deviation, cadence.memory),
    errors,
    tagged: taggedWith(series, value, facts),
  };
}

/** What was foretold of a day with a tag, and how it was. */
function taggedWith({ tagged }: Series, value: number, { outlook, moment }: RunFacts): Series['tagged'] {
  const { tag } = moment;
  const foretold = tag === null ? null : forecastAt(outlook, phaseNow(moment), null);
  if (tag === null || foretold === null || Number.isNaN(value)) return tagged;
  return { ...tagged, [tag]: push(tagged[tag] ?? [], value - foretold.value, MOST_TAGGED) };
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
