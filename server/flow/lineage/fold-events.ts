import {
  graphOf,
  readEvent,
  type ColumnEdge,
  type JobFacts,
  type LineageEvent,
  type LineageName,
} from '../../openlineage/index.ts';
import { nameKey } from '../../store/datasets.ts';

/** A pending event, read. */
export interface ReadEvent {
  id: number;
  event: LineageEvent;
  /** By which it counts: its own time, or when it came where that lies in the future. */
  at: Date;
  traceparent: string | null;
  /** Counted before: adds nothing to how often something was seen. */
  again: boolean;
}

/** When something was seen by the events of a batch. */
export interface Seen {
  first: Date;
  last: Date;
  count: number;
}

export interface FoldedJob extends LineageName {
  facts: JobFacts;
  parent: LineageName | null;
  explicit: boolean;
  lastSeenAt: Date;
}

export interface FoldedRun {
  id: string;
  job: LineageName;
  engine: string | null;
  traceparent: string | null;
  interval: { start: string; end: string } | null;
  parent: { id: string; job: LineageName } | null;
  root: { id: string; job: LineageName } | null;
  states: { type: string; at: Date; error: string | null }[];
  inputs: Map<string, LineageName>;
  outputs: Map<string, LineageName>;
}

export type Direction = 'input' | 'output';
export type Source = 'observed' | 'declared';

/** What a batch of events says together, each thing once. Keys are names joined, see nameKey. */
export interface Folded {
  datasets: Map<string, LineageName>;
  jobs: Map<string, FoldedJob>;
  runs: Map<string, FoldedRun>;
  edges: Map<string, { job: LineageName; dataset: LineageName; direction: Direction; source: Source } & Seen>;
  links: Map<string, { source: LineageName; target: LineageName; job: LineageName | null; by: Source } & Seen>;
  columns: Map<string, { edge: ColumnEdge; job: LineageName | null; by: Source } & Seen>;
  facets: Map<string, { kind: 'job' | 'dataset'; of: LineageName; name: string; at: Date; facet: unknown }>;
}

/** Reads a stored body; null when it is no event any more (it was one when it came). */
export function readStored(body: string): LineageEvent | null {
  const read = readEvent(JSON.parse(body));
  return 'event' in read ? read.event : null;
}

/** Folds a batch: the order of its events plays no part. */
export function foldEvents(events: readonly ReadEvent[]): Folded {
  const folded: Folded = {
    datasets: new Map(),
    jobs: new Map(),
    runs: new Map(),
    edges: new Map(),
    links: new Map(),
    columns: new Map(),
    facets: new Map(),
  };
  // By their own time, so that what replaces replaces in that order, whatever the order of arrival.
  for (const one of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) foldOne(folded, one);
  return folded;
}

function foldOne(folded: Folded, read: ReadEvent): void {
  const { event } = read;
  const graph = graphOf(event);
  const { explicit } = graph;
  const by: Source = event.kind === 'run' ? 'observed' : 'declared';
  const named = [...event.inputs, ...event.outputs];
  const linked = [...explicit.links, ...graph.columns].flatMap(({ source, target }) => [source, target]);
  for (const { namespace, name } of [...named, ...linked, ...explicit.edges.map(({ dataset }) => dataset)])
    folded.datasets.set(nameKey({ namespace, name }), { namespace, name });
  const job = event.job;
  if (job) foldJob(folded, read, graph);
  if (event.run) foldRun(folded, read, graph);
  const edge = (of: LineageName, dataset: LineageName, direction: Direction) =>
    see(folded.edges, `${nameKey(of)}\0${direction}\0${nameKey(dataset)}`, read, () => ({ job: of, dataset, direction, source: by })); // prettier-ignore
  if (job) {
    for (const { namespace, name } of event.inputs) edge(job, { namespace, name }, 'input');
    for (const { namespace, name } of event.outputs) edge(job, { namespace, name }, 'output');
  }
  for (const one of explicit.edges) if (one.job ?? job) edge((one.job ?? job)!, one.dataset, one.direction);
  for (const one of explicit.edges) if (one.job) foldBareJob(folded, one.job, read.at);
  for (const { source, target } of explicit.links)
    see(folded.links, [source, target, ...(job ? [job] : [])].map(nameKey).join('\0'), read, () => ({ source, target, job, by })); // prettier-ignore
  for (const one of [...explicit.columns, ...graph.columns]) {
    const key = [nameKey(one.target), one.targetColumn, nameKey(one.source), one.sourceColumn, job ? nameKey(job) : ''];
    see(folded.columns, key.join('\0'), read, () => ({ edge: one, job, by }));
  }
  foldFacets(folded, read);
}

type Graph = ReturnType<typeof graphOf>;

function foldJob(folded: Folded, { event, at }: ReadEvent, graph: Graph): void {
  const job = event.job!;
  const before = folded.jobs.get(nameKey(job));
  const facts = before ? addedFacts(before.facts, graph.job) : graph.job;
  const parent = graph.parent && nameKey(graph.parent.job) !== nameKey(job) ? graph.parent.job : null;
  folded.jobs.set(nameKey(job), {
    ...job,
    facts,
    parent: parent ?? before?.parent ?? null,
    explicit: graph.explicit.isGiven || before?.explicit === true,
    lastSeenAt: before && before.lastSeenAt > at ? before.lastSeenAt : at,
  });
  for (const above of [graph.parent, graph.root]) if (above) foldBareJob(folded, above.job, at);
}

/** A job that is only named. */
function foldBareJob(folded: Folded, job: LineageName, at: Date): void {
  const before = folded.jobs.get(nameKey(job));
  if (!before) folded.jobs.set(nameKey(job), { ...job, facts: noFacts, parent: null, explicit: false, lastSeenAt: at });
}

const noFacts: JobFacts = {
  integration: null,
  jobType: null,
  processing: null,
  heartbeatSeconds: null,
  description: null,
  owner: null,
  facets: {},
};

const addedFacts = (before: JobFacts, after: JobFacts): JobFacts => ({
  ...(Object.fromEntries(
    Object.entries(before).map(([key, value]) => [key, after[key as keyof JobFacts] ?? value]),
  ) as unknown as JobFacts),
  facets: { ...before.facets, ...after.facets },
});

export const runKeyOf = (run: { id: string; job: LineageName }) => `${run.job.namespace}\0${run.id}`;

function foldRun(folded: Folded, { event, at, traceparent }: ReadEvent, graph: Graph): void {
  const run = event.run!;
  const isAbove = (one: { id: string; job: LineageName } | null) => one !== null && runKeyOf(one) !== runKeyOf(run);
  const before = folded.runs.get(runKeyOf(run));
  const folds: FoldedRun = before ?? { ...run, engine: null, traceparent: null, interval: null, parent: null, root: null, states: [], inputs: new Map(), outputs: new Map() }; // prettier-ignore
  folds.engine = graph.engine ?? folds.engine;
  folds.traceparent = traceparent ?? folds.traceparent;
  folds.interval = event.dataInterval ?? folds.interval;
  if (isAbove(graph.parent)) folds.parent = graph.parent;
  if (isAbove(graph.root)) folds.root = graph.root;
  if (event.state) folds.states.push({ type: event.state, at, error: event.error });
  for (const { namespace, name } of event.inputs) folds.inputs.set(nameKey({ namespace, name }), { namespace, name });
  for (const { namespace, name } of event.outputs) folds.outputs.set(nameKey({ namespace, name }), { namespace, name });
  folded.runs.set(runKeyOf(run), folds);
}

function see<T>(map: Map<string, T & Seen>, key: string, { at, again }: ReadEvent, make: () => T): void {
  const before = map.get(key);
  const count = again ? 0 : 1;
  if (!before) return void map.set(key, { ...make(), first: at, last: at, count });
  before.first = before.first < at ? before.first : at;
  before.last = before.last > at ? before.last : at;
  before.count += count;
}

/** Facets that describe one run or one reading, not the dataset. */
const passing = new Set([
  'dataQualityMetrics',
  'dataQualityAssertions',
  'inputStatistics',
  'outputStatistics',
  'subset',
  'greatExpectations_assertions',
  'dataQuality',
]);

function foldFacets(folded: Folded, { event, at }: ReadEvent): void {
  const put = (kind: 'job' | 'dataset', of: LineageName, name: string, facet: unknown) =>
    folded.facets.set(`${kind}\0${nameKey(of)}\0${name}`, { kind, of, name, at, facet });
  if (event.job)
    for (const [name, facet] of Object.entries(event.jobFacets)) put('job', event.job, name.slice(0, 200), facet);
  for (const { namespace, name, facets, deleted } of [...event.inputs, ...event.outputs]) {
    for (const [key, facet] of Object.entries(facets))
      if (!passing.has(key)) put('dataset', { namespace, name }, key.slice(0, 200), facet);
    for (const key of deleted) put('dataset', { namespace, name }, key.slice(0, 200), null);
  }
}
