import { described, readNumberBetween, readText, readWord, refuse } from '../suite/values.ts';
import { laterKind } from './later-kind.ts';
import { readSeconds } from './time-values.ts';

const METHODS = [
  ...['psi', 'jensen_shannon', 'hellinger', 'wasserstein', 'total_variation', 'l_infinity'],
  ...['kolmogorov_smirnov', 'chi_square'],
];
const readPlain = readWord(['previous', 'same_weekday']);
const readCount = readNumberBetween(1, 56);

/** `previous`, `same_weekday`, `{ pinned: prf_12 }`, `{ last_n: 7 }` or `{ rolling: 30d }`. */
const readReference = described<unknown>({ type: ['string', 'object'] }, (value, report) => {
  if (value.type !== 'map') return readPlain(value, report);
  const [entry] = value.entries;
  if (entry === undefined || value.entries.length !== 1) return refuse(value, report, '{ pinned: prf_12 } or the like');
  if (entry.key === 'pinned') return readText(entry.value, report) && { pinned: readText(entry.value, report) };
  if (entry.key === 'last_n') return { lastN: readCount(entry.value, report) };
  if (entry.key === 'rolling') return { rollingSeconds: readSeconds(entry.value, report) };
  return refuse(value, report, 'one of pinned, last_n and rolling');
});

/**
 * How far the distribution of a column lies from that of a reference, by a `method`. Judged by a later version: it is undecided
 * until then, and a `change` of mean, median, stddev or a quantile notices a shift today.
 */
export const drift = laterKind({
  name: 'drift',
  on: 'column',
  spec: {
    params: { method: readWord(METHODS), from: readReference },
    required: ['method', 'from'],
    bound: 'required',
  },
  reason: 'drift is judged by a later version',
  today: 'a change of mean, median, stddev or quantile',
});
