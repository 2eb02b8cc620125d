import { columnsOf, type ColumnEdge } from './columns.ts';
import { fieldsOf, textOf, type Fields } from './fields.ts';
import { explicitOf, type ExplicitLineage } from './explicit.ts';
import { nameOf, type LineageEvent, type LineageName } from './read-event.ts';

export interface RunName {
  id: string;
  job: LineageName;
}

/** What an event adds to the graph, beside the datasets that it names. */
export interface EventGraph {
  parent: RunName | null;
  root: RunName | null;
  /** The tool that ran it, with its version: `spark 3.5.1`. */
  engine: string | null;
  explicit: ExplicitLineage;
  columns: ColumnEdge[];
}

/** Reads the facets that shape the graph; what is not as the standard has it is left out, never refused. */
export function graphOf(event: LineageEvent): EventGraph {
  const { runFacets } = event;
  const parent = fieldsOf(runFacets['parent'] ?? runFacets['parentRun']);
  return {
    parent: runNameOf(parent),
    root: runNameOf(fieldsOf(parent['root'])),
    engine: engineOf(fieldsOf(runFacets['processing_engine'])),
    explicit: explicitOf(event),
    columns: columnsOf(event),
  };
}

function runNameOf(facet: Fields): RunName | null {
  const id = textOf(fieldsOf(facet['run'])['runId'], 300);
  const job = nameOf(fieldsOf(facet['job']));
  return id === null || job === null ? null : { id, job };
}

function engineOf(facet: Fields): string | null {
  const name = textOf(facet['name'], 100);
  const version = textOf(facet['version'], 100);
  return name === null ? null : [name.toLowerCase(), version ?? []].flat().join(' ');
}
