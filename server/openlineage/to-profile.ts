import { isDeepStrictEqual as isDeepEqual } from 'node:util';
import type { ColumnProfile, Profile, SchemaField } from '../../checks/index.ts';
import { countOf, fieldsOf, instantOf, listOf, numberOf, textOf, type Fields } from './fields.ts';
import type { LineageDataset, LineageEvent } from './read-event.ts';

/** Facets that measure; a schema alone does not. */
const measuring = ['dataQualityMetrics', 'outputStatistics'];
const unnamed = 'openlineage';
const measures = ({ facets }: LineageDataset) => measuring.some((name) => facets[name] !== undefined);

/**
 * The profiles that an event carries. What a run wrote is taken when it completes, and what was measured while it runs as
 * well: Spark sends its counts then and not again. An input counts when its quality was measured; how much of it was read
 * says nothing about it.
 */
export function profilesOf(event: LineageEvent): Profile[] {
  const profiles = new Map<string, Profile>();
  for (const dataset of describedIn(event)) {
    const profile = profileOf(dataset, event);
    if (profile) profiles.set(`${dataset.namespace}\0${dataset.name}`, profile);
  }
  return [...profiles.values()];
}

function describedIn({ kind, state, inputs, outputs }: LineageEvent): LineageDataset[] {
  if (kind === 'dataset') return outputs;
  const checked = inputs.filter(({ facets }) => facets['dataQualityMetrics'] !== undefined);
  if (state === 'COMPLETE') return [...checked, ...outputs];
  return state === 'RUNNING' ? [...checked, ...outputs.filter(measures)] : [];
}

/**
 * What a run that completed says of the columns of what it only read: profiles of a schema alone, without the run's interval, because
 * reading is no arrival. Of datasets that nobody writes here it is all that is known.
 */
export function schemasRead({ kind, state, at, producer, run, inputs }: LineageEvent): Profile[] {
  if (kind !== 'run' || state !== 'COMPLETE') return [];
  return inputs.flatMap(({ namespace, name, facets }) => {
    const schema = facets['dataQualityMetrics'] === undefined ? schemaOf(fieldsOf(facets['schema'])) : null;
    if (!schema) return [];
    const dataset = { namespace, name };
    return [{ dataset, ...given('run', run), capturedAt: at, schema, producer: { name: producer ?? unnamed } }];
  });
}

const told = ['rowCount', 'bytes', 'fileCount', 'lastUpdated', 'columnMetrics', 'schema'] as const;

/**
 * A run's further profile of the same dataset together with its earlier one, because a run tells in parts; null when it
 * tells nothing new.
 */
export function addedTo(earlier: Profile | null, profile: Profile): Profile | null {
  if (!earlier) return profile;
  const isNew = told.some((key) => profile[key] !== undefined && !isDeepEqual(profile[key], earlier[key]));
  if (!isNew) return null;
  const kept = told.flatMap((key) => (earlier[key] === undefined ? [] : [[key, earlier[key]] as const]));
  return { ...Object.fromEntries(kept), ...profile };
}

/** Null when the dataset carries no measurement and no schema. */
function profileOf({ namespace, name, facets }: LineageDataset, event: LineageEvent): Profile | null {
  const quality = fieldsOf(facets['dataQualityMetrics']);
  const written = fieldsOf(facets['outputStatistics']);
  const rowCount = countOf(quality['rowCount']) ?? countOf(written['rowCount']);
  const measured = {
    ...given('rowCount', rowCount),
    ...given('bytes', countOf(quality['bytes']) ?? countOf(written['size'])),
    ...given('fileCount', countOf(quality['fileCount']) ?? countOf(written['fileCount'])),
    ...given('lastUpdated', instantOf(quality['lastUpdated'])),
    ...given('columnMetrics', columnsOf(fieldsOf(quality['columnMetrics']), rowCount)),
    ...given('schema', schemaOf(fieldsOf(facets['schema']))),
  };
  if (Object.keys(measured).length === 0) return null;
  return {
    dataset: { namespace, name },
    ...given('run', event.run),
    ...given('dataInterval', event.dataInterval),
    capturedAt: event.at,
    ...measured,
    producer: { name: event.producer ?? unnamed },
  };
}

const given = <K extends string, V>(key: K, value: V | null): { [P in K]?: V } =>
  (value === null ? {} : { [key]: value }) as { [P in K]?: V };

const isName = (name: string) => name.length > 0 && name.length <= 500 && name !== '__proto__';

function columnsOf(columns: Fields, rowCount: number | null): Record<string, ColumnProfile> | null {
  const named = Object.entries(columns).filter(([name]) => isName(name));
  const read = named.map(([name, metrics]) => [name, columnOf(fieldsOf(metrics), rowCount)] as const);
  const kept = read.filter(([, column]) => Object.keys(column).length > 0);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function columnOf(metrics: Fields, rowCount: number | null): ColumnProfile {
  const nullCount = countOf(metrics['nullCount']);
  const distinct = countOf(metrics['distinctCount']);
  return {
    ...given('count', valueCount(countOf(metrics['count']), nullCount, rowCount)),
    ...given('nullCount', nullCount),
    ...given('distinct', distinct === null ? null : { value: distinct }),
    ...given('sum', numberOf(metrics['sum'])),
    ...given('min', numberOf(metrics['min'])),
    ...given('max', numberOf(metrics['max'])),
    ...given('quantiles', quantilesOf(fieldsOf(metrics['quantiles']))),
  };
}

/** The standard leaves open whether `count` holds nulls; ours does not. With rows and nulls known nobody has to guess. */
function valueCount(count: number | null, nullCount: number | null, rowCount: number | null): number | null {
  if (rowCount !== null && nullCount !== null && nullCount <= rowCount) return rowCount - nullCount;
  return count;
}

function quantilesOf(quantiles: Fields): Record<string, number> | null {
  const kept = Object.entries(quantiles).flatMap(([rank, value]) => {
    const number = numberOf(value);
    return number !== null && /^(0(\.\d+)?|1(\.0+)?)$/.test(rank) ? [[rank, number] as const] : [];
  });
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function schemaOf(facet: Fields): { fields: SchemaField[] } | null {
  const fields = new Map<string, SchemaField>();
  for (const one of listOf(facet['fields']).map(fieldsOf)) {
    const name = textOf(one['name'], 500);
    if (name !== null && !fields.has(name)) fields.set(name, { name, ...given('type', textOf(one['type'], 2000)) });
  }
  return fields.size === 0 ? null : { fields: [...fields.values()] };
}
