interface Answer {
  status: number;
  body: unknown;
}

interface Both<T> {
  ours: T;
  theirs: T;
}

/** Where we differ on purpose: the place (indices left out) and why. */
const explained: readonly (readonly [place: RegExp, why: string])[] = [
  [/[vV]ersion$|Uuid$/, 'ids of versions and of jobs are ours'],
  [/\.args(\.|$)/, 'Marquez copies facets there'],
  [/nominal(Start|End)Time$/, 'Marquez leaves it out of the run that has it'],
  [/transformation(Type|Description)$|columnLineage$/, 'we read `transformations`, and columns without a schema'],
  [/lastModifiedAt$/, 'Marquez tells none'],
  [/ifecycleState$/, 'null where Marquez has an empty text'],
  [/tags\[\]/, 'Marquez passes over the facet `tags`'],
  [/dataQuality(Assertions|Metrics)|(in|out)putStatistics/, 'measurements are in results and profiles'],
  [/sql\.query$/, 'literals are masked by the privacy rules'],
  [
    /^\/namespaces\/\*( status|\.(created|updated)At)$/,
    'namespaces are as old as they are here; there is no `default`',
  ],
  [/jobVersion(\.name)?$/, 'jobs are called as their producer calls them, without the parent before it'],
  [/^\/lineage.*latestRun/, 'Marquez tells the run of the DAG for that of its task'],
  [/\.state$/, 'a parent that never spoke is NEW; Marquez lets the event that came last win'],
];

export interface Tally {
  same: number;
  /** By place: how many, and one of them. */
  differing: Map<string, { count: number; path: string; ours: unknown; theirs: unknown }>;
  report(): object;
}

export function createTally(): Tally {
  const differing: Tally['differing'] = new Map();
  const tally: Tally = {
    same: 0,
    differing,
    report: () => {
      const all = [...differing].map(([place, found]) => ({ place, why: whyOf(place), ...found }));
      const known = all.filter(({ why }) => why !== null).map(({ place, why, count }) => ({ place, why, count }));
      return { same: tally.same, explained: known, unexplained: all.filter(({ why }) => why === null) };
    },
  };
  return tally;
}

const whyOf = (place: string) => explained.find(([pattern]) => pattern.test(place))?.[1] ?? null;

/** Compares two answers to one question and adds every field to the tally. */
export function compareAnswers(tally: Tally, path: string, { ours, theirs }: Both<Answer>): void {
  const kind = path.replace(/\?.*$/, '').replaceAll(/%[^/]*|(?<=\/(namespaces|datasets|jobs|runs)\/)[^/]+/g, '*');
  compare(tally, { path, place: `${kind} status` }, { ours: ours.status, theirs: theirs.status });
  if (ours.status === theirs.status && ours.status === 200)
    compare(tally, { path, place: kind }, { ours: ours.body, theirs: theirs.body });
}

interface Where {
  path: string;
  place: string;
}

function compare(tally: Tally, { path, place }: Where, { ours, theirs }: Both<unknown>): void {
  if (Array.isArray(ours) && Array.isArray(theirs)) return compareLists(tally, { path, place }, { ours, theirs });
  if (isRecord(ours) && isRecord(theirs)) {
    // What Marquez has and we have not is a difference; what only we say is none. Null and absent are one.
    for (const [key, value] of Object.entries(theirs))
      if (value !== null || (ours[key] ?? null) !== null)
        compare(tally, { path, place: `${place}.${key}` }, { ours: ours[key] ?? null, theirs: value });
    return;
  }
  if (plain(ours) === plain(theirs)) tally.same++;
  else note(tally, { path, place }, { ours, theirs });
}

/** Lists are compared whatever their order, by what names their items. */
function compareLists(tally: Tally, where: Where, { ours, theirs }: Both<unknown[]>): void {
  const nameOf = (item: unknown): string => {
    if (!isRecord(item)) return JSON.stringify(item);
    const { id, name, namespace, datasetVersionId, origin, destination, field, dataset, createdByRun: run } = item;
    return JSON.stringify([
      id,
      namespace,
      dataset,
      name,
      field,
      datasetVersionId && named(datasetVersionId),
      isRecord(run) ? run['id'] : null,
      origin,
      destination,
    ]);
  };
  const known = new Map(ours.map((item) => [nameOf(item), item]));
  const there = new Set(theirs.map(nameOf));
  for (const item of theirs)
    if (known.has(nameOf(item)))
      compare(tally, { ...where, place: `${where.place}[]` }, { ours: known.get(nameOf(item)), theirs: item });
    else note(tally, { ...where, place: `${where.place}[] missing` }, { ours: null, theirs: nameOf(item) });
  for (const [name] of known)
    if (!there.has(name)) note(tally, { ...where, place: `${where.place}[] more` }, { ours: name, theirs: null });
}

const named = (value: unknown) => (isRecord(value) ? [value['namespace'], value['name']] : value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/;

/** Instants by their milliseconds, so that 10:00:00Z and 10:00:00.000Z are one. */
const plain = (value: unknown) =>
  typeof value === 'string' && instant.test(value) ? String(Math.floor(Date.parse(value))) : JSON.stringify(value);

function note(tally: Tally, { path, place }: Where, { ours, theirs }: Both<unknown>): void {
  const before = tally.differing.get(place);
  if (before) before.count++;
  else tally.differing.set(place, { count: 1, path, ours: short(ours), theirs: short(theirs) });
}

const short = (value: unknown) => (JSON.stringify(value) ?? '').slice(0, 200);
