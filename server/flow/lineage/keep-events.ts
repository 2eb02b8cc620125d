import {
  attachWeek,
  cameSince,
  detachWeek,
  dropWeek,
  endOf,
  listCrowdedWeeks,
  listWeeks,
  mondayOf,
  type Week,
} from '../../store/lineage/partitions.ts';
import { deleteOldCounts, deleteOldFacets, deleteOldRuns, deleteStrayEvents } from '../../store/lineage/retention.ts';
import { inTransaction, type Pool } from '../../store/sql.ts';

/** For how many days what OpenLineage events told is kept. */
export interface LineageRetention {
  /** Events as they came: by their own time, and by when they came. */
  eventDays: number;
  /** Runs with what they read and wrote. */
  runDays: number;
  /** Facets of jobs and datasets that no event names any more. */
  facetDays: number;
}

export const usualRetention: LineageRetention = { eventDays: 90, runDays: 400, facetDays: 400 };

interface Place {
  pool: Pool;
  log: { warn(fields: object, message: string): void };
}

const weeksAhead = 4;
const mostRows = 2_000;
const crowd = 1_000;
const mostMs = 5_000;
const dayMs = 86_400_000;

/**
 * Once an hour: makes partitions for the weeks to come, drops those whose events nobody needs any more, and deletes old runs and facets
 * in bites. Each step is a short transaction of its own: nobody who posts waits for it. What it does not get done it leaves for the next hour.
 */
export async function keepEvents(place: Place, retention: LineageRetention, now: Date): Promise<void> {
  const { pool, log } = place;
  const until = performance.now() + mostMs;
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const steps = [
    ...(await stepsOfWeeks(pool, before(retention.eventDays), now)),
    { name: 'stray events', do: () => deleteStrayEvents(pool, before(retention.eventDays), mostRows) },
    {
      name: 'runs',
      do: () => inTransaction(pool, (sql) => deleteOldRuns(sql, before(retention.runDays), mostRows)),
    },
    { name: 'facets', do: () => deleteOldFacets(pool, before(retention.facetDays), mostRows) },
    { name: 'counts', do: () => deleteOldCounts(pool, before(retention.runDays), mostRows) },
  ];
  for (const step of steps) {
    if (performance.now() > until) return log.warn({ step: step.name }, 'housekeeping of lineage goes on in an hour');
    const done = await step.do();
    if (done === false)
      log.warn({ step: step.name }, 'a table of lineage events was in use; it is tried again in an hour');
  }
}

interface Step {
  name: string;
  do: () => Promise<boolean | number>;
}

async function stepsOfWeeks(pool: Pool, before: Date, now: Date): Promise<Step[]> {
  const weeks = await listWeeks(pool);
  const known = new Set(weeks.map(({ monday }) => monday.getTime()));
  const wanted = [...weeksFrom(now, new Date(now.getTime() + weeksAhead * 7 * dayMs)), ...weeksFrom(before, now)];
  const crowded = await listCrowdedWeeks(pool, crowd);
  const missing = new Map([...wanted, ...crowded].map((monday) => [monday.getTime(), monday]));
  const made = [...missing.values()].filter((monday) => !known.has(monday.getTime()));
  return [
    ...weeks.filter(({ isAttached }) => !isAttached).map((week) => dropping(pool, week)),
    ...made.map((monday) => ({ name: `make ${dayOf(monday)}`, do: () => attachWeek(pool, monday) })),
    ...weeks
      .filter(({ monday, isAttached }) => isAttached && endOf(monday) <= before)
      .map((week) => ageing(pool, week, before)),
  ];
}

const dayOf = (monday: Date) => monday.toISOString().slice(0, 10);

const dropping = (pool: Pool, { monday }: Week): Step => ({
  name: `drop ${dayOf(monday)}`,
  do: () => dropWeek(pool, monday),
});

/** A history that is posted now is kept as long as what happens now. */
const ageing = (pool: Pool, week: Week, before: Date): Step => ({
  name: `drop ${dayOf(week.monday)}`,
  do: async () => {
    if (await cameSince(pool, week.monday, before)) return true;
    return (await detachWeek(pool, week.monday)) && dropWeek(pool, week.monday);
  },
});

function weeksFrom(from: Date, to: Date): Date[] {
  const weeks: Date[] = [];
  for (let monday = mondayOf(from); monday <= to; monday = endOf(monday)) weeks.push(monday);
  return weeks;
}
