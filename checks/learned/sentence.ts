import { besideWords, numberWords, percent, timesWords } from './numbers.ts';
import type { ToldMeasure } from './told-measure.ts';

/**
 * What is out of the ordinary about a measure, in one short clause without a full stop: `mean 4,190 is 100 times its usual 41.9 (39.8 to
 * 44.1 expected on Mondays)`.
 */
export function sentenceOf(told: ToldMeasure): string {
  if (told.judged.isHeld === true) return heldWords(told);
  if (told.before !== null) return driftWords(told, told.before);
  if (told.judged.measure.key === 'rowCount') return rowWords(told);
  switch (told.form.form) {
    case 'share':
      return `${shareOf(told.observed)} ${told.form.name}, usually ${bandWords(told)}${told.moment}`;
    case 'mass':
      return massWords(told);
    case 'distance':
      return `values are distributed otherwise than in the runs before: ${told.form.name} distance ${numberWords(told.observed)}, usually ${bandWords(told)}${told.moment}`;
    case 'count':
      return `${numberWords(told.observed)} ${told.form.name}, usually ${bandWords(told)}${told.moment}`;
    default:
      return numberSentence(told);
  }
}

/** Of a trouble that waits for two ordinary hours. */
const heldWords = ({ observed, form }: ToldMeasure): string => {
  const value = form.form === 'share' || form.form === 'mass' ? shareOf(observed) : numberWords(observed);
  return `${form.name} is as usual again (${value}), for less than 2 hours`;
};

const shareOf = (share: number): string => `${numberWords(percent(share))} %`;

/** What is usual: `39.8 to 44.1`, `up to 0.4 %`, `about 12`. */
export function bandWords({ band, usual, observed, form: { form, unit } }: ToldMeasure): string {
  const isShare = form === 'share' || form === 'mass';
  const [scale, sign] = isShare ? [percent, ' %'] : [(value: number) => value, ''];
  if (band === null) return `about ${besideWords([scale(usual)]).join('')}${sign}`;
  const counted = (end: number, round: (value: number) => number): number =>
    unit === 'rows' || unit === 'values' ? round(end) : end;
  const low = band.low === null ? null : scale(counted(band.low, Math.ceil));
  const high = band.high === null ? null : scale(counted(band.high, Math.floor));
  const apart = [scale(observed)];
  if (low === null || (low === 0 && form !== 'share' && form !== 'count'))
    return high === null
      ? `about ${besideWords([scale(usual)]).join('')}${sign}`
      : `up to ${besideWords([high], apart).join('')}${sign}`;
  if (high === null) return `at least ${besideWords([low], apart).join('')}${sign}`;
  const [from = '', to = ''] = besideWords([low, high], apart);
  return from === to ? `${from}${sign}` : `${from} to ${to}${sign}`;
}

function rowWords(told: ToldMeasure): string {
  const { observed, usual, moment } = told;
  const expected = `${bandWords(told)} are usual${moment}`;
  if (observed === 0) return `no rows, where ${expected}`;
  const ratio = observed / usual;
  const rows = numberWords(observed);
  if (ratio >= 0.45 && ratio <= 0.55) return `rows halved: ${rows} where ${expected}`;
  if (ratio >= 1.9 && ratio <= 2.1) return `rows doubled: ${rows} where ${expected}`;
  if (ratio > 2.1) return `${timesWords(ratio)} times as many rows: ${rows} where ${expected}`;
  const change = timesWords(Math.abs(ratio - 1) * 100);
  return `${change} % ${ratio < 1 ? 'fewer' : 'more'} rows: ${rows} where ${expected}`;
}

function massWords(told: ToldMeasure): string {
  return `${shareOf(told.observed)} ${told.form.name}, usually ${bandWords(told)}`;
}

function numberSentence(told: ToldMeasure): string {
  const { observed, usual, form, moment } = told;
  const [value, expected] = besideWords([observed, usual]).map((words, index) => {
    const number = index === 0 ? observed : usual;
    return Number.isInteger(number) ? numberWords(number) : words;
  });
  return `${form.name} ${value} is ${comparedWords(observed, usual)} its usual ${expected} (${bandWords(told)} expected${moment})`;
}

/** `100 times`, `2 % of`, `above`, `below`. */
function comparedWords(observed: number, usual: number): string {
  const ratio = usual === 0 ? NaN : observed / usual;
  if (ratio >= 2) return `${timesWords(ratio)} times`;
  if (ratio > 0 && ratio <= 0.5) return `${timesWords(ratio * 100)} % of`;
  return observed > usual ? 'above' : 'below';
}

/** A level that left where it was by little and little. */
function driftWords({ observed, form, moment }: ToldMeasure, before: number): string {
  const isShare = form.form === 'share' || form.form === 'mass';
  const scale = (value: number): number => (isShare ? percent(value) : value);
  const [now, then] = besideWords([observed, before].map(scale));
  const sign = isShare ? ' %' : '';
  return `${form.name} drifted by little and little: ${now}${sign}, from ${then}${sign}${moment} before the newest runs`;
}
