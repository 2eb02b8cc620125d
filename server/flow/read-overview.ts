import { schemaChanges, type SchemaChange } from '../../checks/index.ts';
import {
  countOpenIncidents,
  findLastResolved,
  listOwners,
  readCoverage,
  readOwnerHours,
  type OpenCount,
  type OverviewScope,
  type OwnerHour,
} from '../store/overview.ts';
import { listRecentChanges, type StoredChange } from '../store/recent-changes.ts';
import type { Pool } from '../store/sql.ts';

const hourMs = 3600_000;
const hours = 24;
const shownOwners = 12;
const shownChanges = 12;

export type HourState = 'critical' | 'warn' | 'ok' | 'none';

/** Everything the overview says about `scope` at `now`; a fixed number of bounded queries. */
export async function readOverview(pool: Pool, scope: OverviewScope, now: Date) {
  const since = new Date(now.getTime() - hours * hourMs);
  // Whole hours, the one that runs now included.
  const from = new Date((Math.floor(now.getTime() / hourMs) - hours + 1) * hourMs);
  const [open, lastResolved, coverage, owners, ownerHours, changes] = await Promise.all([
    countOpenIncidents(pool, scope),
    findLastResolved(pool, scope),
    readCoverage(pool, scope, new Date(now.getTime() - 7 * 24 * hourMs)),
    listOwners(pool, scope),
    readOwnerHours(pool, scope, { from, hours }),
    listRecentChanges(pool, scope, { since, limit: shownChanges }),
  ]);
  return {
    open: countsBySeverity(open),
    acknowledged: open.filter(({ state }) => state === 'acknowledged').reduce((sum, { count }) => sum + count, 0),
    lastResolved,
    coverage: { ...coverage, owners },
    hours: { from, owners: hourStrips(ownerHours) },
    changes: { items: changes.map(changeOf), total: changes[0]?.total ?? 0 },
  };
}

function countsBySeverity(open: readonly OpenCount[]) {
  const of = (wanted: string) =>
    open.find(({ state, severity }) => state === 'open' && severity === wanted)?.count ?? 0;
  return { critical: of('critical'), error: of('error'), warn: of('warn') };
}

const states: readonly HourState[] = ['none', 'ok', 'warn', 'critical'];

const stateOf = (severity: string | null): HourState =>
  severity === null ? 'ok' : severity === 'warn' ? 'warn' : 'critical';

/** One strip per owner, those with the worst hours first. */
function hourStrips(found: readonly OwnerHour[]): { owner: string | null; cells: HourState[] }[] {
  const strips = new Map<string, HourState[]>();
  for (const { owner, hour, severity } of found) {
    const cells = strips.get(owner) ?? new Array<HourState>(hours).fill('none');
    strips.set(owner, cells);
    const state = stateOf(severity);
    if (states.indexOf(state) > states.indexOf(cells[hour] ?? 'none')) cells[hour] = state;
  }
  const badness = (cells: readonly HourState[]) => cells.reduce((sum, cell) => sum + 10 ** states.indexOf(cell), 0);
  return [...strips]
    .map(([owner, cells]) => ({ owner: owner === '' ? null : owner, cells }))
    .toSorted((a, b) => badness(b.cells) - badness(a.cells) || (a.owner ?? '~').localeCompare(b.owner ?? '~'))
    .slice(0, shownOwners);
}

function changeOf({ kind, at, slug, by, ...change }: StoredChange) {
  const shown = kind === 'datasets' ? 'dataset' : kind;
  return { kind: shown, at, slug, by, text: wordsOf({ kind, ...change }) } as const;
}

function wordsOf(change: Pick<StoredChange, 'kind' | 'name' | 'version' | 'before' | 'after'>): string {
  if (change.kind === 'dataset') return `${change.name} is new`;
  if (change.kind === 'datasets') return `${change.version} datasets are new`;
  if (change.kind === 'routing') return `routing version ${change.version}`;
  if (change.kind === 'suite') return `suite ${change.name}, version ${change.version}`;
  const changes = schemaChanges(change.before ?? [], change.after ?? []);
  return `${change.name}: ${schemaWords(changes)}`;
}

/** `amount INT → DECIMAL`, `2 fields added, 1 removed`. */
function schemaWords(changes: readonly SchemaChange[]): string {
  const told = changes.filter(({ change }) => change !== 'order');
  const [only] = told;
  if (only && told.length === 1) return oneChange(only);
  if (told.length === 0) return 'fields in another order';
  const words = { added: 'added', removed: 'removed', type: 'of another type', nullability: 'of other nullability' };
  const parts = Object.entries(words).flatMap(([kind, word]) => {
    const count = told.filter(({ change }) => change === kind).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `fields: ${parts.join(', ')}`;
}

function oneChange({ change, field, before, after }: SchemaChange): string {
  if (change === 'added') return `field ${field} added`;
  if (change === 'removed') return `field ${field} removed`;
  return `${field} ${before ?? ''} → ${after ?? ''}`;
}
