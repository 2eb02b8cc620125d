import { columnsOf, type ColumnEdge } from './columns.ts';
import { countOf, fieldsOf, listOf, textOf, type Fields } from './fields.ts';
import { explicitOf, type ExplicitLineage } from './explicit.ts';
import { nameOf, type LineageEvent, type LineageName } from './read-event.ts';

/** What an event says of a job beyond its name; null where it says nothing. */
export interface JobFacts {
  integration: string | null;
  jobType: string | null;
  processing: 'BATCH' | 'STREAMING' | 'SERVICE' | null;
  /** Of a job that reports periodically: in how many seconds. */
  heartbeatSeconds: number | null;
  description: string | null;
  owner: string | null;
  facets: Fields;
}

export interface RunName {
  id: string;
  job: LineageName;
}

/** What an event adds to the graph, beside the datasets that it names. */
export interface EventGraph {
  job: JobFacts;
  parent: RunName | null;
  root: RunName | null;
  /** The tool that ran it, with its version: `spark 3.5.1`. */
  engine: string | null;
  explicit: ExplicitLineage;
  columns: ColumnEdge[];
}

/** Reads the facets that shape the graph; what is not as the standard has it is left out, never refused. */
export function graphOf(event: LineageEvent): EventGraph {
  const { jobFacets, runFacets } = event;
  const parent = fieldsOf(runFacets['parent'] ?? runFacets['parentRun']);
  return {
    job: jobFactsOf(jobFacets),
    parent: runNameOf(parent),
    root: runNameOf(fieldsOf(parent['root'])),
    engine: engineOf(fieldsOf(runFacets['processing_engine'])),
    explicit: explicitOf(event),
    columns: columnsOf(event),
  };
}

function jobFactsOf(facets: Fields): JobFacts {
  const type = fieldsOf(facets['jobType']);
  const pattern = fieldsOf(type['emissionPattern']);
  const seconds = countOf(pattern['windowDuration']);
  return {
    integration: textOf(type['integration'], 100),
    jobType: textOf(type['jobType'], 100),
    processing: processingOf(type['processingType']),
    heartbeatSeconds:
      pattern['eventTrigger'] === 'PERIODIC' && seconds !== null ? Math.min(seconds, 86_400 * 30) : null,
    description: textOf(fieldsOf(facets['documentation'])['description'], 10_000),
    owner: ownerIn(facets),
    facets,
  };
}

const kinds = ['BATCH', 'STREAMING', 'SERVICE'] as const;
const processingOf = (value: unknown) => kinds.find((kind) => kind === String(value).toUpperCase()) ?? null;

/** The first owner that a facet names. */
export function ownerIn(facets: Fields): string | null {
  const [first] = listOf(fieldsOf(facets['ownership'])['owners']).map(fieldsOf);
  return textOf(first?.['name'], 200);
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
