import { transformationOf, type ColumnEdge } from './columns.ts';
import { fieldsOf, listOf, textOf, type Fields } from './fields.ts';
import { nameOf, type LineageEvent, type LineageName } from './read-event.ts';

/** What an event says by the `lineage` facet: which source goes into which target. */
export interface ExplicitLineage {
  /** Did it say so of any dataset? Then inputs and outputs of its job are not multiplied. */
  isGiven: boolean;
  links: { source: LineageName; target: LineageName }[];
  columns: ColumnEdge[];
  /** A job that reads or writes a dataset; a null job is the event's own. */
  edges: { job: LineageName | null; dataset: LineageName; direction: 'input' | 'output' }[];
}

const most = 50_000;

/** Reads the `lineage` facet of the job and of each output; an empty list of inputs says that nothing feeds the target. */
export function explicitOf({ jobFacets, inputs, outputs }: LineageEvent): ExplicitLineage {
  const found: ExplicitLineage = { isGiven: false, links: [], columns: [], edges: [] };
  for (const entry of listOf(fieldsOf(jobFacets['lineage'])['entries']).map(fieldsOf)) {
    if (entry['type'] === 'JOB') readJobEntry(found, entry);
    else if (nameOf(entry)) readDatasetEntry(found, nameOf(entry)!, entry);
  }
  for (const dataset of [...inputs, ...outputs]) {
    const facet = dataset.facets['lineage'];
    if (facet !== undefined)
      readDatasetEntry(found, { namespace: dataset.namespace, name: dataset.name }, fieldsOf(facet));
  }
  return found;
}

function readDatasetEntry(found: ExplicitLineage, target: LineageName, entry: Fields): void {
  found.isGiven = true;
  for (const input of listOf(entry['inputs']).map(fieldsOf)) readInput(found, target, { input, column: '' });
  for (const [column, field] of Object.entries(fieldsOf(entry['fields'])))
    for (const input of listOf(fieldsOf(field)['inputs']).map(fieldsOf)) readInput(found, target, { input, column });
}

function readInput(found: ExplicitLineage, target: LineageName, { input, column }: { input: Fields; column: string }) {
  const name = nameOf(input);
  if (found.links.length + found.columns.length + found.edges.length >= most) return;
  if (input['type'] === 'JOB') return void found.edges.push({ job: name, dataset: target, direction: 'output' });
  if (name === null) return;
  found.links.push({ source: name, target });
  const field = textOf(input['field'], 500);
  if (field === null && column === '') return;
  if (column.length > 500) return;
  const said = transformationOf(input['transformations'], {}, column === '' || field === null ? 'indirect' : 'direct');
  found.columns.push({ source: name, sourceColumn: field ?? '', target, targetColumn: column, ...said });
}

function readJobEntry(found: ExplicitLineage, entry: Fields): void {
  const job = nameOf(entry);
  for (const input of listOf(entry['inputs']).map(fieldsOf)) {
    const dataset = nameOf(input);
    if (input['type'] !== 'JOB' && dataset !== null && found.edges.length < most)
      found.edges.push({ job, dataset, direction: 'input' });
  }
}
