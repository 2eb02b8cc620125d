import { readNewestExternal } from '../store/external-results.ts';
import type { Pool } from '../store/sql.ts';

const shownOutcomes = 30;

/** Results of other tools as the list of a dataset's results shows them: the newest of each check, and its last outcomes. */
export async function externalResultRows(pool: Pool, datasetId: number) {
  const suites = await readNewestExternal(pool, { datasetId, limit: shownOutcomes });
  return suites.flatMap(({ id, effectiveAt, results, earlier }) => {
    const history = earlier.map((row) => ({
      profileId: `ext_${row.id}`,
      at: row.effectiveAt.toISOString(),
      outcomes: new Map(row.results.map(({ expectation, outcome }) => [expectation, outcome])),
    }));
    return results.map((result, index) => ({
      result: { id: `ext_${id}_${index}`, ...result },
      profileId: `ext_${id}`,
      at: effectiveAt.toISOString(),
      recent: history.flatMap(({ profileId, at, outcomes }) => {
        const outcome = outcomes.get(result.expectation);
        return outcome ? [{ profileId, at, outcome }] : [];
      }),
    }));
  });
}
