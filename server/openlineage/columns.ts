import { fieldsOf, listOf, textOf, type Fields } from './fields.ts';
import { nameOf, type LineageEvent, type LineageName } from './read-event.ts';

/** A column (or a whole dataset: an empty column) that bears on another. */
export interface ColumnEdge {
  source: LineageName;
  sourceColumn: string;
  target: LineageName;
  targetColumn: string;
  /** Does a value go into a value, or only decide about it? */
  kind: 'direct' | 'indirect';
  /** As the standard calls it: `IDENTITY`, `AGGREGATION`, `FILTER`. */
  subtype: string | null;
  isMasking: boolean;
  description: string | null;
}

export interface Transformation {
  kind: 'direct' | 'indirect';
  subtype: string | null;
  isMasking: boolean;
  description: string | null;
}

/** Beyond so many edges an event's column lineage is cut: wide joins multiply. */
const mostEdges = 50_000;

/** The column lineage of an event's outputs; an output that says its lineage explicitly is left to that. */
export function columnsOf({ kind, outputs }: LineageEvent): ColumnEdge[] {
  if (kind === 'dataset' && outputs.length === 0) return [];
  const edges: ColumnEdge[] = [];
  for (const target of outputs) {
    if (target.facets['lineage'] !== undefined) continue;
    const facet = fieldsOf(target.facets['columnLineage']);
    for (const [column, entry] of Object.entries(fieldsOf(facet['fields']))) {
      const fields = fieldsOf(entry);
      for (const input of listOf(fields['inputFields'])) push(edges, { target, column, input, old: fields });
    }
    for (const input of listOf(facet['dataset'])) push(edges, { target, column: '', input, old: {} });
  }
  return edges;
}

interface Said {
  target: LineageName;
  column: string;
  input: unknown;
  /** Where older versions of the facet keep the transformation. */
  old: Fields;
}

function push(edges: ColumnEdge[], { target, column, input, old }: Said): void {
  const fields = fieldsOf(input);
  const source = nameOf(fields);
  const sourceColumn = textOf(fields['field'], 500);
  if (source === null || sourceColumn === null || column.length > 500 || edges.length >= mostEdges) return;
  const { namespace, name } = target;
  const said = transformationOf(fields['transformations'], old, column === '' ? 'indirect' : 'direct');
  edges.push({ source, sourceColumn, target: { namespace, name }, targetColumn: column, ...said });
}

/**
 * Several transformations of one input come down to one: direct when any is (its value is in the target), masking only when
 * every direct one masks.
 */
export function transformationOf(list: unknown, old: Fields, otherwise: Transformation['kind']): Transformation {
  const all = listOf(list).map(fieldsOf);
  const direct = all.filter(({ type }) => String(type).toUpperCase() === 'DIRECT');
  const chosen = direct[0] ?? all[0];
  const oldType = textOf(old['transformationType'], 100);
  if (!chosen)
    return {
      kind: otherwise,
      subtype: oldType,
      isMasking: oldType?.toUpperCase() === 'MASKED',
      description: textOf(old['transformationDescription'], 2000),
    };
  return {
    kind: direct.length > 0 ? 'direct' : 'indirect',
    subtype: textOf(chosen['subtype'], 100),
    isMasking: (direct.length > 0 ? direct : all).every(({ masking }) => masking === true),
    description: textOf(chosen['description'], 2000),
  };
}
