import type { CheckResult, Expectation, SuiteInForce } from '../../checks/index.ts';
import type { RulesCache } from '../flow/rules-cache.ts';
import { listSeries, readRecentAnswers, type RecentAnswer } from '../store/profiles.ts';
import type { Pool } from '../store/sql.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { mount, type App } from './mount.ts';
import { acceptancesSchema, type AcceptanceShape } from './shapes/acceptances.ts';
import { answerOf } from './stored-json.ts';

const mostPoints = 180;
const mostSeries = 50;

/** GET /api/v1/datasets/{id}/acceptances: the failures that are lived with, until when, and how they shrink. */
export function mountAcceptances(app: App, { pool, rules }: { pool: Pool; rules: RulesCache }): void {
  const spec = {
    method: 'get',
    path: '/api/v1/datasets/{id}/acceptances',
    permission: 'catalogue.read',
    params: idParams,
    answer: acceptancesSchema,
  } as const;
  const summary = 'Failures that are lived with for now, and how many fail since';
  mount(app, { ...spec, summary }, async (c, { params, principal }) => {
    const dataset = await datasetFor(pool, principal, params.id);
    const { suites } = (await rules.current(pool)).of(dataset);
    const accepting = suites.flatMap((inForce) =>
      inForce.suite.expectations.flatMap((one) => (isAccepting(one) ? [{ inForce, one }] : [])),
    );
    if (accepting.length === 0) return c.json({ items: [] });
    const answers = await recentAnswers(pool, dataset.id, accepting);
    const told = answers.flatMap((row) => answerOf(row.answer).results.map((result) => ({ row, result })));
    return c.json({ items: accepting.flatMap((rule) => burnDowns(rule, told as Told[])) });
  });
}

type Accepting = Expectation & { accept: NonNullable<Expectation['accept']> };

const isAccepting = (one: Expectation): one is Accepting => one.accept !== undefined && one.mode !== 'disabled';

interface Told {
  row: RecentAnswer;
  result: CheckResult;
}

interface Rule {
  inForce: SuiteInForce;
  one: Accepting;
}

async function recentAnswers(pool: Pool, datasetId: number, rules: readonly Rule[]): Promise<RecentAnswer[]> {
  const isOfParts = rules.some(({ one }) => one.segment !== undefined || one.where !== undefined);
  const series = ['', ...(isOfParts ? await listSeries(pool, datasetId, mostSeries) : [])];
  return readRecentAnswers(pool, { datasetId, series, limit: Math.max(10, Math.floor(mostPoints / series.length)) });
}

/** One burn-down for the expectation; for each value of a segment one of its own. */
function burnDowns({ inForce, one }: Rule, told: readonly Told[]): AcceptanceShape[] {
  const { suite, version } = inForce;
  const own = told.filter(
    ({ result }) =>
      result.suite === suite.name &&
      result.accepted !== undefined &&
      (result.expectation === one.key || result.expectation.startsWith(`${one.key} [`)),
  );
  const keys = new Set(own.map(({ result }) => result.expectation));
  const { level, until, reason } = one.accept;
  return (keys.size === 0 ? [one.key] : [...keys]).map((expectation) => {
    const points = own.filter(({ result }) => result.expectation === expectation).map(pointOf);
    return {
      ...{ expectation, kind: one.kind, column: one.column ?? null, suite: suite.name, ruleVersion: version },
      ...{ level, until, reason, state: points[0]?.state ?? null, points: points.reverse() },
    };
  });
}

function pointOf({ row, result }: Told): AcceptanceShape['points'][number] {
  const { outcome, accepted } = result;
  return {
    at: row.effectiveAt.toISOString(),
    profileId: `prf_${row.profileId}`,
    value: breachOf(result),
    outcome,
    level: accepted?.level ?? 0,
    state: accepted?.state ?? 'expired',
    reason: result.reason,
  };
}

/** What the level is compared with: the rows that fail, else how far the observed number lies beyond its bound. */
function breachOf({ outcome, failed, observed, expected }: CheckResult): number | null {
  if (failed !== null) return failed;
  if (outcome === 'pass') return 0;
  if (typeof observed !== 'number' || expected === null || !('low' in expected)) return null;
  const { low, high } = expected;
  if (typeof high === 'number' && observed > high) return observed - high;
  return typeof low === 'number' && observed < low ? low - observed : null;
}
