import type { ColumnSource, MarquezDataset } from '../../store/marquez/datasets.ts';
import type { MarquezDatasetShape, MarquezVersionShape, MarquezRunShape } from '../shapes/marquez.ts';
import { iso } from '../text.ts';
import { uuidOf, versionOf } from './asking.ts';
import { facetOf, listIn, tagsIn, textIn } from './facets.ts';

type Facets = Record<string, unknown> | null;

/** Its columns: as an event told them, else as its newest profile has them. */
function fieldsOf(facets: Facets, profiled: MarquezDataset['profiled']): MarquezDatasetShape['fields'] {
  const told = listIn(facetOf(facets, 'schema')['fields']);
  const fields = told.length > 0 ? told : listIn(profiled);
  return fields.flatMap((field) => {
    const name = textIn(field['name']);
    if (name === null) return [];
    const description = textIn(field['description']);
    return [{ name, type: textIn(field['type']), tags: tagsIn(facets, name), description }];
  });
}

const streaming = /^(kafka|pubsub|kinesis|pulsar|rabbitmq|amqp)(:|$)/;

function coreOf({ namespace, name }: MarquezDataset, facets: Facets, profiled: MarquezDataset['profiled']) {
  const kind = textIn(facetOf(facets, 'datasetType')['datasetType'])?.toUpperCase() ?? '';
  const isStream = streaming.test(namespace) || kind === 'TOPIC' || kind === 'STREAM';
  return {
    id: { namespace, name },
    type: isStream ? ('STREAM' as const) : ('DB_TABLE' as const),
    name,
    physicalName: name,
    namespace,
    sourceName: textIn(facetOf(facets, 'dataSource')['name']) ?? 'default',
    fields: fieldsOf(facets, profiled),
    tags: tagsIn(facets, null),
    description: textIn(facetOf(facets, 'documentation')['description']),
  };
}

const stateIn = (facets: Facets) => textIn(facetOf(facets, 'lifecycleStateChange')['lifecycleStateChange']);

export const createdAtOf = ({ firstSeenAt, createdAt }: { firstSeenAt: Date | null; createdAt: Date }) =>
  (firstSeenAt && firstSeenAt < createdAt ? firstSeenAt : createdAt).toISOString();

export const updatedAtOf = (row: { firstSeenAt: Date | null; lastSeenAt: Date | null; createdAt: Date }) =>
  row.lastSeenAt?.toISOString() ?? createdAtOf(row);

/** A dataset as Marquez tells it. */
export function datasetShape(row: MarquezDataset): MarquezDatasetShape {
  return {
    ...coreOf(row, row.facets, row.profiled),
    createdAt: createdAtOf(row),
    updatedAt: updatedAtOf(row),
    lastModifiedAt: iso(row.modifiedAt),
    lastLifecycleState: stateIn(row.facets),
    currentVersion: versionOf(row.id, row.writer),
    columnLineage: columnsOf(row.sources),
    facets: row.facets ?? {},
    deleted: row.retiredAt !== null,
  };
}

/** As it stands in a lineage graph, where Marquez says less. */
export function graphDataset(row: MarquezDataset) {
  const { currentVersion: _, columnLineage: __, facets: ___, deleted: ____, ...told } = datasetShape(row);
  return told;
}

function columnsOf(sources: readonly ColumnSource[] | null): MarquezDatasetShape['columnLineage'] {
  if (sources === null) return null;
  const byColumn = new Map<string, ColumnSource[]>();
  for (const source of sources) byColumn.set(source.column, [...(byColumn.get(source.column) ?? []), source]);
  return [...byColumn].map(([name, from]) => ({
    name,
    inputFields: from.map(({ namespace, dataset, field, ...way }) => ({
      namespace,
      dataset,
      field,
      ...transformed(way),
    })),
    ...transformed(from[0]),
  }));
}

export const transformed = (way: { subtype: string | null; description: string | null } | undefined) => ({
  transformationDescription: way?.description ?? null,
  transformationType: way?.subtype ?? null,
});

/** The version that a run wrote, with the facets that its events gave the dataset; without a run: as it was first seen. */
export function versionShape(
  row: MarquezDataset,
  by: { writer: number; run: MarquezRunShape; at: string; facets: Record<string, unknown> } | null,
): MarquezVersionShape {
  const facets = by?.facets ?? row.facets ?? {};
  const schema = facetOf(facets, 'schema')['fields'];
  return {
    ...coreOf(row, facets, row.profiled),
    createdAt: by?.at ?? createdAtOf(row),
    version: versionOf(row.id, by?.writer ?? null),
    lifecycleState: stateIn(facets),
    currentSchemaVersion: schema === undefined ? null : uuidOf('schema', JSON.stringify(schema)),
    createdByRun: by?.run ?? null,
    facets,
  };
}
