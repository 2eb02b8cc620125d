import type { ColumnFlow, FoundColumns } from '../../flow/graph/column-graph.ts';
import type { MarquezDataset } from '../../store/marquez/datasets.ts';
import { versionOf } from './asking.ts';
import { datasetShape, transformed } from './dataset-shape.ts';
import { marquezNodeId } from './nodes.ts';

/** Columns as nodes of Marquez's column graph, in the order of their ids. Every edge begins at the node that tells it, as there. */
export function columnNodes({ columns, flows }: FoundColumns, datasets: readonly MarquezDataset[]) {
  const known = new Map(datasets.map((row) => [row.id, { row, types: typesOf(row) }]));
  const [into, outOf] = [new Map<string, ColumnFlow[]>(), new Map<string, ColumnFlow[]>()];
  for (const flow of flows) {
    if (!known.has(flow.source.key) || !known.has(flow.target.key)) continue;
    push(into, placeOf(flow.target), flow);
    push(outOf, placeOf(flow.source), flow);
  }
  const idOf = ({ key, column }: Place) => marquezNodeId('datasetField', known.get(key)!.row, column);
  const nodes = columns.flatMap(({ key, column }) => {
    const dataset = known.get(key);
    if (!dataset) return [];
    const [inputs, outputs] = [into.get(placeOf({ key, column })) ?? [], outOf.get(placeOf({ key, column })) ?? []];
    const id = idOf({ key, column });
    const edge = (other: Place) => ({ origin: id, destination: idOf(other) });
    const data = {
      ...fieldOf(dataset.row, column),
      fieldType: dataset.types.get(column) ?? '',
      ...transformed(inputs[0]),
      inputFields: inputs.map((flow) => ({
        ...fieldOf(known.get(flow.source.key)!.row, flow.source.column),
        ...transformed(flow),
      })),
    };
    const edges = {
      inEdges: inputs.map((flow) => edge(flow.source)),
      outEdges: outputs.map((flow) => edge(flow.target)),
    };
    return [{ id, type: 'DATASET_FIELD' as const, data, ...edges }];
  });
  return nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface Place {
  key: number;
  column: string;
}

const placeOf = ({ key, column }: Place) => `${key} ${column}`;

function push(map: Map<string, ColumnFlow[]>, place: string, flow: ColumnFlow): void {
  map.set(place, [...(map.get(place) ?? []), flow]);
}

const typesOf = (row: MarquezDataset) => new Map(datasetShape(row).fields.map(({ name, type }) => [name, type]));

const fieldOf = ({ id, namespace, name, writer }: MarquezDataset, field: string) => ({
  namespace,
  dataset: name,
  datasetVersion: versionOf(id, writer),
  field,
});
