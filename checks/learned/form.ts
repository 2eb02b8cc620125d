import type { Family } from '../anomaly/family.ts';
import type { Measure } from '../anomaly/measure.ts';

/** How a measure is called and counted in sentences. */
export interface MeasureForm {
  /** `mean`, `different values`; of a share what it is a share of: `of values are null`. */
  name: string;
  form: 'number' | 'share' | 'count' | 'mass' | 'distance';
  unit: string | null;
}

const SHARES: Readonly<Record<string, string>> = {
  nullShare: 'of values are null',
  emptyShare: 'of values are empty texts',
  blankShare: 'of values are blank',
  zeroShare: 'of values are zero',
  negativeShare: 'of values are negative',
  paddedShare: 'of values have spaces around them',
  nonAsciiShare: 'of values have characters beyond ASCII',
  trueShare: 'of values are true',
  nanShare: 'of values are not a number',
  distinctShare: 'of values are different ones',
  outsideShare: 'of times lie outside the data interval',
  futureShare: 'of times lie in the future',
  duplicateRowShare: 'of rows are duplicates',
  emptyRowShare: 'of rows are empty',
};
const CHARACTERS: Readonly<Record<string, string>> = {
  upper: 'capital letters',
  lower: 'small letters',
  digit: 'digits',
  space: 'spaces',
  punctuation: 'punctuation',
  other: 'other characters',
};
const MASSES: Readonly<Record<string, string>> = {
  newValueShare: 'of values were never seen before',
  lostValueShare: 'of values, by their usual share, are gone',
  newShapeShare: 'of values have a form never seen before',
  lostShapeShare: 'of values, by their usual share, had forms that are gone',
};
const NUMBERS: Readonly<Record<string, string>> = {
  mean: 'mean',
  stddev: 'standard deviation',
  innerStddev: 'standard deviation without the smallest and the largest value',
  min: 'smallest value',
  max: 'largest value',
  minHours: 'earliest time in hours after the start of its data interval',
  maxHours: 'latest time in hours after the start of its data interval',
  'length.mean': 'mean length of texts',
  distinct: 'different values',
};
const DISTANCES: Readonly<Record<string, string>> = {
  kolmogorovSmirnov: 'Kolmogorov-Smirnov',
  wasserstein: 'Wasserstein in usual spreads',
  jensenShannon: 'Jensen-Shannon',
  totalVariation: 'total variation',
};
const FORMS: Partial<Record<Family, MeasureForm['form']>> = {
  rows: 'count',
  distinct: 'count',
  share: 'share',
  mass: 'mass',
  distance: 'distance',
};
const UNITS: Partial<Record<MeasureForm['form'], string>> = { share: 'fraction', mass: 'fraction' };

/** The name of a measure without that of its column: `mean` of `amount.mean`. */
export function ownName({ key, column }: Pick<Measure, 'key' | 'column'>): string {
  return column !== null && key.startsWith(`${column}.`) ? key.slice(column.length + 1) : key;
}

/** How to speak of a measure; one that is not known here by its own name. */
export function formOf(measure: Pick<Measure, 'key' | 'column' | 'family'>): MeasureForm {
  const own = ownName(measure);
  const form = own.startsWith('counter.') ? 'share' : (FORMS[measure.family] ?? 'number');
  const unit = measure.family === 'rows' ? 'rows' : measure.family === 'distinct' ? 'values' : (UNITS[form] ?? null);
  return { name: nameOf(own, form), form, unit };
}

function nameOf(own: string, form: MeasureForm['form']): string {
  if (form === 'share') return shareName(own);
  if (form === 'mass') return MASSES[own] ?? `of values by ${own}`;
  if (form === 'distance') return DISTANCES[own] ?? own;
  if (own === 'rowCount') return 'rows';
  return NUMBERS[own] ?? own.replace(/^metric\./, '');
}

function shareName(own: string): string {
  const [group, member = ''] = [own.split('.', 1)[0], own.slice(own.indexOf('.') + 1)];
  if (group === 'characters') return `of characters are ${CHARACTERS[member] ?? member}`;
  if (group === 'type') return `of values are of type ${member}`;
  if (group === 'counter') return counterName(member);
  return SHARES[own] ?? `of rows by ${own}`;
}

/** How the profiler's own counters are told; of any other only its name is known. */
function counterName(id: string): string {
  const [kind, of] = [id.split(':', 1)[0], id.slice(id.indexOf(':') + 1)];
  if (kind === 'falls') return `of keys have a lower ${of} than in the file before`;
  if (kind === 'fallen') return `of the total of ${of} is lost by keys whose value fell`;
  if (kind === 'largest_fall') return `of the total of ${of} is lost by the key that fell most`;
  return `of rows fail ${id}`;
}

const SAME_AS_POSTED = new Set(['mean', 'stddev', 'min', 'max', 'length.mean', 'distinct']);

/** The metric of a profile, as scalarMetrics() spells it, that is the very number of the measure; null where none is. */
export function metricNameOf(measure: Pick<Measure, 'key' | 'column'>): string | null {
  const { key, column } = measure;
  if (column !== null) return SAME_AS_POSTED.has(ownName(measure)) ? key : null;
  return key === 'rowCount' || key.startsWith('metric.') ? key : null;
}
