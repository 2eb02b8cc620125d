import { redirect } from '@sveltejs/kit';
import { read } from '../../api/client.ts';
import { readLineage } from '../../api/lineage.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';
import type { DatasetDetail } from '../../api/types.ts';
import { isLearned } from '../../format/learned-words.ts';
import { oneOf } from '../../api/url-state.ts';
import { standardMetrics, withNullShares } from './standard-metrics.ts';

export const TABS = ['profile', 'columns', 'schema', 'checks', 'learned', 'incidents', 'lineage'] as const;
export type DatasetTab = (typeof TABS)[number];
export const SPANS = ['-7d', '-30d', '-90d', 'all'] as const;
export type Span = (typeof SPANS)[number];
const DEFAULT_SPAN: Span = '-90d';
const DAY_MS = 86_400_000;
const MOST_METRICS = 12;
/** Measures whose usual ranges are listed. */
const MOST_EXPLAINED = 30;
/** Measures whose usual range a chart may draw. */
const MOST_DRAWN = 200;

/** One dataset and the data of the tab that the address names; a tab that cannot be read leaves the rest standing. */
export async function loadDataset(fetch: Fetch, url: URL, slug: string) {
  const tab = oneOf(url.searchParams.get('tab'), TABS, 'profile');
  const dataset = await read(fetch).dataset(slug);
  // It was renamed meanwhile: its old address leads to the new one.
  if (dataset.slug !== slug) redirect(307, `/datasets/${encodeURIComponent(dataset.slug)}${url.search}`);
  const content = {
    profile: loadProfile,
    columns: loadColumns,
    schema: loadSchema,
    checks: loadChecks,
    learned: loadLearned,
    incidents: loadIncidents,
    lineage: loadNeighbours,
  };
  const [loaded, refused] = await Promise.all([
    settle<TabContent>(content[tab](fetch, url, dataset)),
    settle(lastRefused(fetch, dataset)),
  ]);
  return { dataset, tab, loaded, refused: refused.data };
}

/** The newest post of this dataset when it was refused, and none was taken since. */
async function lastRefused(fetch: Fetch, { namespace, name, lastProfile }: DatasetDetail) {
  const { items } = await read(fetch).rejections({ namespace, dataset: name, limit: 1 });
  const [newest] = items;
  return newest !== undefined && (lastProfile === null || newest.at > lastProfile.receivedAt) ? newest : null;
}
export type DatasetData = Awaited<ReturnType<typeof loadDataset>>;
export type TabContent = Awaited<
  ReturnType<
    | typeof loadProfile
    | typeof loadColumns
    | typeof loadSchema
    | typeof loadChecks
    | typeof loadLearned
    | typeof loadIncidents
    | typeof loadNeighbours
  >
>;

async function loadProfile(fetch: Fetch, url: URL, dataset: DatasetDetail) {
  const api = read(fetch);
  const span = oneOf(url.searchParams.get('from'), SPANS, DEFAULT_SPAN);
  const [openId] = dataset.openIncidents;
  const [columns, incident, explained] = await Promise.all([
    api.columns(dataset.slug, {}),
    openId === undefined ? null : api.incident(openId),
    dataset.learned === null ? null : settle(api.explain(dataset.slug, { limit: MOST_DRAWN })),
  ]);
  const chosen = url.searchParams.getAll('metric').filter((name) => dataset.metricNames.includes(name));
  const standard = standardMetrics(dataset.metricNames, columns.columns, incident?.failures ?? []);
  const names = [...new Set([...standard, ...chosen])].slice(0, MOST_METRICS);
  const metrics =
    names.length === 0 ? null : await api.metrics(dataset.slug, { name: names, from: startOf(span, dataset) });
  const shares = standard.filter((name) => name.endsWith('.nullCount') && !chosen.includes(name));
  const drawn = metrics && withNullShares(metrics, shares);
  return { tab: 'profile' as const, metrics: drawn, chosen, span, names, explained: explained?.data ?? null };
}

/** A span counts back from the newest profile, so that a dataset whose data is old still shows its last days. */
function startOf(span: Span, dataset: DatasetDetail): string | null {
  if (span === 'all' || dataset.lastProfile === null) return null;
  return new Date(
    Date.parse(dataset.lastProfile.effectiveAt) - Math.abs(Number.parseInt(span, 10)) * DAY_MS,
  ).toISOString();
}

async function loadColumns(fetch: Fetch, url: URL, dataset: DatasetDetail) {
  const query = url.searchParams;
  const [columns, profiles] = await Promise.all([
    read(fetch).columns(dataset.slug, { profile: query.get('profile'), before: query.get('before') }),
    read(fetch).profiles(dataset.slug, { limit: 60 }),
  ]);
  return { tab: 'columns' as const, columns, profiles: profiles.items };
}

async function loadSchema(fetch: Fetch, _url: URL, dataset: DatasetDetail) {
  return { tab: 'schema' as const, versions: (await read(fetch).schemaVersions(dataset.slug)).items };
}

async function loadChecks(fetch: Fetch, _url: URL, dataset: DatasetDetail) {
  const api = read(fetch);
  const { slug, namespace, name, lastProfile } = dataset;
  const [results, acceptances, overrides, judgements] = await Promise.all([
    api.results(slug),
    api.acceptances(slug),
    settle(api.overrides({ namespace, name, state: 'active,requested' })),
    lastProfile === null ? null : settle(api.judgements(lastProfile.id)),
  ]);
  const judged = judgements?.data ?? null;
  return { tab: 'checks' as const, results, acceptances: acceptances.items, overrides, judged };
}

async function loadLearned(fetch: Fetch, _url: URL, { slug }: DatasetDetail) {
  const api = read(fetch);
  const [{ items }, baseline, explained] = await Promise.all([
    api.results(slug),
    settle(api.baseline(slug)),
    settle(api.explain(slug, { limit: MOST_EXPLAINED })),
  ]);
  return { tab: 'learned' as const, results: items.map(({ result }) => result).filter(isLearned), baseline, explained };
}

async function loadIncidents(fetch: Fetch, url: URL, dataset: DatasetDetail) {
  const cursor = url.searchParams.get('cursor');
  return {
    tab: 'incidents' as const,
    incidents: await read(fetch).incidents({ dataset: dataset.id, cursor, limit: 50 }),
  };
}

async function loadNeighbours(fetch: Fetch, _: URL, dataset: DatasetDetail) {
  return { tab: 'lineage' as const, graph: await readLineage(fetch).neighbourhood({ focus: dataset.id, limit: 150 }) };
}
