import { read } from '../../api/client.ts';
import { readLineage } from '../../api/lineage.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';
import type { LineageNode } from '../../api/types.ts';
import { mergeNeighbourhoods } from './graph/merge.ts';
import { lineageView, type LineageView } from './lineage-address.ts';

const MOST_NODES = 150;
const MOST_GROWN = 60;
const MOST_AFFECTED = 500;
const MOST_NAMED = 200;
const DAY_MS = 86_400_000;

/** What the address asks of lineage, and what was found for the search field. */
export async function loadLineage(fetch: Fetch, url: URL) {
  const view = lineageView(url);
  const contents = {
    map: loadMap,
    focus: loadFocus,
    impact: loadImpact,
    path: loadPath,
    changes: loadChanges,
  };
  const [loaded, found] = await Promise.all([
    settle<Content>(contents[view.mode](fetch, view)),
    view.q === '' ? null : settle(search(fetch, view.q)),
  ]);
  return { view, loaded, found };
}
export type LineageData = Awaited<ReturnType<typeof loadLineage>>;
type Content = Awaited<
  ReturnType<typeof loadMap | typeof loadFocus | typeof loadImpact | typeof loadPath | typeof loadChanges>
>;
export type ContentOf<M extends LineageView['mode']> = Extract<Content, { mode: M }>;

/** Nodes, and where no node has the name, columns. */
async function search(fetch: Fetch, q: string) {
  const nodes = await readLineage(fetch).search({ q, limit: 50 });
  const columns = /[+:*,]/.test(q) ? null : await readLineage(fetch).search({ q, limit: 20, kind: 'column' });
  return { nodes, columns };
}

async function loadMap(fetch: Fetch, { mapLevel }: LineageView) {
  return { mode: 'map' as const, map: await readLineage(fetch).map({ level: mapLevel }) };
}

async function loadFocus(fetch: Fetch, view: LineageView) {
  if (view.focus === '') return { mode: 'focus' as const, focus: null };
  const api = readLineage(fetch);
  const reach = { at: view.at, former: view.former ? null : 'false', level: view.level };
  const near = { ...reach, focus: view.focus, up: view.up, down: view.down, group: view.group, limit: MOST_NODES };
  // What cannot be grown any more (it was retired, say) leaves the rest standing.
  const grow = view.opened.map(async ({ id, side }) => {
    const hops = { up: side === 'up' ? 1 : 0, down: side === 'down' ? 1 : 0 };
    return {
      id,
      side,
      found: (await settle(api.neighbourhood({ ...reach, ...hops, focus: id, limit: MOST_GROWN }))).data,
    };
  });
  const traced = view.col === '' ? null : settle(loadTrace(fetch, view));
  const [base, grown, trace] = await Promise.all([api.neighbourhood(near), Promise.all(grow), traced]);
  const graph = view.group === '' ? mergeNeighbourhoods(base, grown) : { nodes: base.nodes, edges: base.edges };
  const node = base.nodes.find(({ id }) => id === base.focus) ?? null;
  return { mode: 'focus' as const, focus: { id: base.focus, node, graph, isCut: base.isCut, trace } };
}

/** Where a column comes from and goes, with how its datasets stand. */
async function loadTrace(fetch: Fetch, view: LineageView) {
  const api = readLineage(fetch);
  const trace = await api.columns({
    dataset: view.focus,
    column: view.col,
    at: view.at,
    former: view.former ? null : 'false',
    kind: view.direct ? 'direct' : null,
  });
  return {
    trace,
    nodes: await named(
      fetch,
      trace.columns.map(({ dataset }) => dataset),
    ),
  };
}

async function loadImpact(fetch: Fetch, view: LineageView) {
  if (view.focus === '') return { mode: 'impact' as const, impact: null };
  const { focus, col: column, at } = view;
  const impact = await readLineage(fetch).impact({ focus, column, at, limit: MOST_AFFECTED });
  const [start] = await named(fetch, [impact.focus]);
  return { mode: 'impact' as const, impact: { ...impact, start: start ?? null } };
}

async function loadPath(fetch: Fetch, { from, to, at }: LineageView) {
  if (from === '' || to === '') return { mode: 'path' as const, ways: null };
  const ways = await readLineage(fetch).path({ from, to, at, former: 'true' });
  const jobs = ways.ways.flatMap((way) => way.flatMap((step) => step.jobs));
  return { mode: 'path' as const, ways: { ...ways, jobs: await named(fetch, jobs) } };
}

async function loadChanges(fetch: Fetch, { since, until }: LineageView) {
  const from = since === '' ? new Date(Date.now() - 7 * DAY_MS).toISOString() : since;
  return { mode: 'changes' as const, changes: await readLineage(fetch).changes({ from, to: until }) };
}

async function named(fetch: Fetch, ids: readonly string[]): Promise<LineageNode[]> {
  const once = [...new Set(ids)].filter((id) => /^(dst|job)_/.test(id)).slice(0, MOST_NAMED);
  return once.length === 0 ? [] : (await readLineage(fetch).nodes({ id: once })).items;
}

/** Columns of a dataset as its newest schema has them, to choose one to trace. */
export async function columnsToTrace(fetch: Fetch, slug: string): Promise<string[]> {
  const { data } = await settle(read(fetch).schemaVersions(slug));
  return data?.items[0]?.fields.map(({ name }) => name) ?? [];
}
