import { EVERY_COLUMN_FACT, EVERY_DATASET_FACT, type ColumnFact, type DatasetFact } from './column-facts.ts';
import type { Expectation, Suite } from './expectation.ts';
import { KINDS } from './expectations/index.ts';
import type { Kind, Reads } from './expectations/kind.ts';

/** What has to be measured of a dataset so that some suites can be judged as if everything had been. */
export interface RequiredMetrics {
  dataset: Set<DatasetFact>;
  /** A column with no facts is asked for its counts of values and nulls alone. */
  columns: Map<string, Set<ColumnFact>>;
  /** Of all columns, whatever they are called. */
  every: Set<ColumnFact>;
  /** Must every column be looked at? */
  everyColumn: boolean;
}

/** What the expectations of some suites read of a profile. A kind that does not say is taken to read all of its column. */
export function requiredMetrics(suites: readonly Suite[]): RequiredMetrics {
  const required: RequiredMetrics = { dataset: new Set(), columns: new Map(), every: new Set(), everyColumn: false };
  for (const { expectations } of suites) for (const expectation of expectations) add(required, expectation);
  return required;
}

/** What is to be measured of a column; null when nobody asks for it. */
export function requiredOf({ columns, every, everyColumn }: RequiredMetrics, name: string): Set<ColumnFact> | null {
  const own = columns.get(name);
  return own === undefined && !everyColumn ? null : new Set([...(own ?? []), ...every]);
}

function add(required: RequiredMetrics, expectation: Expectation): void {
  if (expectation.mode === 'disabled') return;
  for (const part of expectation.parts ?? []) add(required, part);
  if (expectation.parts !== undefined) return;
  const { columns = {}, every, dataset = [] } = readsOf(KINDS.get(expectation.kind), expectation);
  for (const fact of dataset) required.dataset.add(fact);
  for (const [name, facts] of Object.entries(columns)) {
    const known = required.columns.get(name) ?? new Set();
    for (const fact of facts) known.add(fact);
    required.columns.set(name, known);
  }
  if (every === undefined) return;
  required.everyColumn = true;
  for (const fact of every) required.every.add(fact);
}

function readsOf(kind: Kind | undefined, expectation: Expectation): Reads {
  const { column } = expectation;
  if (typeof kind?.reads === 'function') return kind.reads(expectation);
  const facts = kind?.reads ?? EVERY_COLUMN_FACT;
  if (column !== undefined) return { columns: { [column]: facts }, dataset: kind?.reads ? [] : EVERY_DATASET_FACT };
  return kind?.reads ? {} : { every: facts, dataset: EVERY_DATASET_FACT };
}
