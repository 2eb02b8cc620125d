import {
  graphOf,
  readEvent,
  symlinksOf,
  type EventGraph,
  type LineageDataset,
  type LineageEvent,
  type LineageName,
} from '../../openlineage/index.ts';
import { nameKey } from '../../store/datasets.ts';
import { foldFacets } from './fold-facets.ts';
import { runKeyOf, type Direction, type Folded, type FoldedRun, type ReadEvent, type Seen, type Source } from './folded.ts'; // prettier-ignore

/** Reads the value of a stored body; null when it is no event any more (it was one when it came). */
export function readStored(value: unknown): LineageEvent | null {
  const read = readEvent(value);
  return 'event' in read ? read.event : null;
}

/** Folds a batch: the order of its events plays no part. */
export function foldEvents(events: readonly ReadEvent[]): Folded {
  const folded: Folded = {
    datasets: new Map(),
    sames: new Map(),
    jobs: new Map(),
    runs: new Map(),
    edges: new Map(),
    links: new Map(),
    columns: new Map(),
    facets: new Map(),
  };
  // By their own time, so that what replaces replaces in that order, whatever the order of arrival.
  for (const one of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const graph = graphOf(one.event);
    foldNames(folded, one, graph);
    foldEdges(folded, one, graph);
    foldLinks(folded, one, graph);
    if (one.event.run) foldRun(folded, one, graph);
    foldFacets(folded, one);
  }
  return folded;
}

const bare = ({ namespace, name }: LineageName): LineageName => ({ namespace, name });
const sourceOf = ({ event }: ReadEvent): Source => (event.kind === 'run' ? 'observed' : 'declared');

function foldNames(folded: Folded, { event, at }: ReadEvent, graph: EventGraph): void {
  const { explicit, parent, root } = graph;
  const linked = [...explicit.links, ...graph.columns].flatMap(({ source, target }) => [source, target]);
  for (const name of [...event.inputs, ...event.outputs, ...linked, ...explicit.edges.map(({ dataset }) => dataset)])
    folded.datasets.set(nameKey(name), bare(name));
  for (const dataset of [...event.inputs, ...event.outputs]) foldSymlinks(folded, dataset);
  for (const job of [parent?.job, root?.job, ...explicit.edges.map((edge) => edge.job)])
    if (job) foldJob(folded, job, { parent: null, explicit: false, at });
  const { job } = event;
  if (!job) return;
  const isOwn = parent === null || nameKey(parent.job) === nameKey(job);
  foldJob(folded, job, { parent: isOwn ? null : parent.job, explicit: explicit.isGiven, at });
}

function foldSymlinks({ datasets, sames }: Folded, dataset: LineageDataset): void {
  for (const other of symlinksOf(dataset)) {
    datasets.set(nameKey(other), other);
    sames.set(`${nameKey(dataset)}\0${nameKey(other)}`, { one: bare(dataset), other });
  }
}

function foldJob(
  folded: Folded,
  job: LineageName,
  said: { parent: LineageName | null; explicit: boolean; at: Date },
): void {
  const before = folded.jobs.get(nameKey(job));
  folded.jobs.set(nameKey(job), {
    ...bare(job),
    parent: said.parent ?? before?.parent ?? null,
    explicit: said.explicit || before?.explicit === true,
    lastSeenAt: before && before.lastSeenAt > said.at ? before.lastSeenAt : said.at,
  });
}

function foldEdges({ edges }: Folded, read: ReadEvent, { explicit }: EventGraph): void {
  const { event } = read;
  const source = sourceOf(read);
  const add = (job: LineageName | null, dataset: LineageName, direction: Direction) => {
    if (!job) return;
    const key = `${nameKey(job)}\0${direction}\0${nameKey(dataset)}`;
    see(edges, read, [key, { job: bare(job), dataset: bare(dataset), direction, source }]);
  };
  for (const input of event.inputs) add(event.job, input, 'input');
  for (const output of event.outputs) add(event.job, output, 'output');
  for (const { job, dataset, direction } of explicit.edges) add(job ?? event.job, dataset, direction);
}

function foldLinks({ links, columns }: Folded, read: ReadEvent, graph: EventGraph): void {
  const { job } = read.event;
  const by = sourceOf(read);
  const keyOf = (names: (LineageName | string | null)[]) =>
    names.map((name) => (name === null ? '' : typeof name === 'string' ? name : nameKey(name))).join('\0');
  for (const { source, target } of graph.explicit.links)
    see(links, read, [keyOf([source, target, job]), { source, target, job, by }]);
  for (const edge of [...graph.explicit.columns, ...graph.columns]) {
    const key = keyOf([edge.target, edge.targetColumn, edge.source, edge.sourceColumn, job]);
    see(columns, read, [key, { edge, job, by }]);
  }
}

function foldRun(folded: Folded, { event, at, traceparent }: ReadEvent, graph: EventGraph): void {
  const run = event.run!;
  const key = runKeyOf(run);
  const folds = folded.runs.get(key) ?? newRun(run);
  folds.engine = graph.engine ?? folds.engine;
  folds.traceparent = traceparent ?? folds.traceparent;
  folds.interval = event.nominal ?? folds.interval;
  // A run that names itself has nothing above it.
  if (graph.parent && runKeyOf(graph.parent) !== key) folds.parent = graph.parent;
  if (graph.root && runKeyOf(graph.root) !== key) folds.root = graph.root;
  if (event.state) folds.states.push({ type: event.state, at, error: event.error });
  for (const input of event.inputs) folds.inputs.set(nameKey(input), bare(input));
  for (const output of event.outputs) folds.outputs.set(nameKey(output), bare(output));
  folded.runs.set(key, folds);
}

const newRun = (run: { id: string; job: LineageName }): FoldedRun => ({
  id: run.id,
  job: run.job,
  engine: null,
  traceparent: null,
  interval: null,
  parent: null,
  root: null,
  states: [],
  inputs: new Map(),
  outputs: new Map(),
});

function see<T>(map: Map<string, T & Seen>, { at, again }: ReadEvent, [key, what]: [string, T]): void {
  const before = map.get(key);
  const count = again ? 0 : 1;
  if (!before) return void map.set(key, { ...what, first: at, last: at, count });
  before.first = before.first < at ? before.first : at;
  before.last = before.last > at ? before.last : at;
  before.count += count;
}
