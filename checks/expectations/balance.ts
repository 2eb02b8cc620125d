import { described, refuse, readText } from '../suite/values.ts';
import { laterKind } from './later-kind.ts';
import { readWithin } from './match-within.ts';
import { readOtherDataset } from './other-dataset.ts';

const readInputs = described<unknown[]>(
  { type: 'array', items: readOtherDataset.schema, minItems: 1 },
  (value, report) => {
    if (value.type !== 'list' || value.items.length === 0) return refuse(value, report, 'a list of datasets');
    return value.items.flatMap((item) => readOtherDataset(item, report) ?? []);
  },
);

/**
 * As many rows come out as went in, less those that were filtered out on purpose (`filtered`, a counter), along a run. Judged by
 * a later version: it is undecided until then, and `row_count_matches` compares two datasets today.
 */
export const balance = laterKind({
  name: 'balance',
  on: 'dataset',
  spec: { params: { inputs: readInputs, filtered: readText, within: readWithin } },
  reason: 'the balance along a run is judged by a later version',
  today: 'row_count_matches with each input',
});
