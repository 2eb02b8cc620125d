import { metricOf, type CheckResult } from '../../checks/index.ts';
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
  const answers = (await readRecentAnswers(pool, { datasetId, limit: mostAnswers })).reverse();
  const breaches = new Map<string, MetricSeries['breaches']>();
  const bounds = new Map<string, MetricSeries['bound']>();
  for (const { profileId, effectiveAt, answer } of answers) {
    for (const result of answerOf(answer).results) {
      const metric = metricOf(result as CheckResult);
      if (metric === null || !q.names.includes(metric)) continue;
      const bound = numericBound(result as CheckResult);
      if (bound) bounds.set(metric, bound);
      if (result.outcome !== 'fail' && result.outcome !== 'warn') continue;
      const { expectation, outcome, reason } = result;
      const breach = { at: effectiveAt.toISOString(), profileId: `prf_${profileId}`, expectation, outcome, reason };
      breaches.set(metric, [...(breaches.get(metric) ?? []), breach]);
    }
  }
  const series = q.names.map((name, index) => ({
    name,
    points: rows.map((row) => ({
      at: row.effectiveAt.toISOString(),
      profileId: `prf_${row.id}`,
      value: row.values[index] ?? null,
      verdict: row.verdict,
    })),
    bound: bounds.get(name) ?? null,
    breaches: breaches.get(name) ?? [],
  }));
  const versions = await listSchemaVersions(pool, datasetId);
  const schemaChanged = versions.filter(({ version }) => version > 1).reverse();
  return {
    series,
    schemaChanges: schemaChanged.map(({ effectiveAt, version }) => ({ at: effectiveAt.toISOString(), version })),
  };
}

/** The declared bound of a metric as numbers, when it is one; a bound made from history holds for one profile only. */
function numericBound({ expected, basis }: CheckResult): MetricSeries['bound'] {
  if (!expected || !('low' in expected) || basis.kind !== 'declared') return null;
  const low = typeof expected.low === 'number' ? expected.low : null;
  const high = typeof expected.high === 'number' ? expected.high : null;
  return low === null && high === null ? null : { low, high };
}
