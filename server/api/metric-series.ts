import { countedOutcome, metricOf, type CheckResult } from '../../checks/index.ts';
import { listSchemaVersions, readSeries } from '../store/catalogue.ts';
import { readRecentAnswers } from '../store/profiles.ts';
import type { Pool } from '../store/sql.ts';
import type { MetricSeries } from './shapes/catalogue.ts';
import { answerOf } from './stored-json.ts';

const mostPoints = 1000;
const mostAnswers = 400;

/** Points of the named metrics, oldest first, with the bounds that hold now and the breaches of the newest profiles. */
export async function metricSeries(
  pool: Pool,
  datasetId: number,
  q: { names: string[]; from: Date | null; to: Date | null },
) {
  const rows = await readSeries(pool, { datasetId, ...q, limit: mostPoints });
  const answers = await readRecentAnswers(pool, { datasetId, series: [''], limit: mostAnswers });
  const told = toldOf(answers.reverse(), q.names);
  const shown = new Set(rows.map(({ id }) => `prf_${id}`));
  const series = q.names.map((name, index) => ({
    name,
    points: rows.map((row) => ({
      at: row.effectiveAt.toISOString(),
      profileId: `prf_${row.id}`,
      value: row.values[index] ?? null,
      verdict: row.verdict,
    })),
    bound: told.bounds.get(name) ?? null,
    breaches: told.breaches
      .filter(({ metric, breach }) => metric === name && shown.has(breach.profileId))
      .map(breachOf),
  }));
  return { series, schemaChanges: await schemaChangesIn(pool, datasetId, q) };
}

interface Told {
  bounds: Map<string, MetricSeries['bound']>;
  breaches: { metric: string; breach: MetricSeries['breaches'][number] }[];
}

const breachOf = ({ breach }: Told['breaches'][number]) => breach;

/** What the results of these profiles, oldest first, say of the named metrics. */
function toldOf(answers: Awaited<ReturnType<typeof readRecentAnswers>>, names: readonly string[]): Told {
  const told: Told = { bounds: new Map(), breaches: [] };
  for (const { profileId, effectiveAt, answer } of answers) {
    for (const result of answerOf(answer).results as CheckResult[]) {
      const metric = metricOf(result);
      if (metric === null || !names.includes(metric)) continue;
      const bound = numericBound(result);
      if (bound) told.bounds.set(metric, bound);
      const { expectation, suite, reason } = result;
      const outcome = countedOutcome(result);
      if (outcome !== 'fail' && outcome !== 'warn') continue;
      const at = effectiveAt.toISOString();
      told.breaches.push({
        metric,
        breach: { at, profileId: `prf_${profileId}`, expectation, suite, outcome, reason },
      });
    }
  }
  return told;
}

async function schemaChangesIn(pool: Pool, datasetId: number, span: { from: Date | null; to: Date | null }) {
  const versions = await listSchemaVersions(pool, datasetId);
  return versions
    .filter(
      ({ version, effectiveAt: at }) => version > 1 && (!span.from || at >= span.from) && (!span.to || at < span.to),
    )
    .reverse()
    .map(({ effectiveAt, version }) => ({ at: effectiveAt.toISOString(), version }));
}

/** The declared bound of a metric as numbers, when it is one; a bound made from history holds for one profile only. */
function numericBound({ expected, basis }: CheckResult): MetricSeries['bound'] {
  if (!expected || !('low' in expected) || basis.kind !== 'declared') return null;
  const low = typeof expected.low === 'number' ? expected.low : null;
  const high = typeof expected.high === 'number' ? expected.high : null;
  return low === null && high === null ? null : { low, high };
}
