import { createLearner } from '../../flow/learning/learner.ts';
import type { Learner, LearnerLog } from '../../flow/learning/types.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Pool } from '../../store/sql.ts';

/** What a test wants of the learned monitors that is not as usual. */
export interface TestLearning {
  cacheBytes?: number;
  country?: string;
  demoteBelow?: number;
  log?: LearnerLog;
}

const silent: LearnerLog = { warn: () => {}, error: () => {} };

/** Learned monitors of the app under test, by its pool and its clock. */
export function createTestLearner(
  { pool, metrics, clock }: { pool: Pool; metrics: Metrics; clock: () => Date },
  { cacheBytes = 64 * 2 ** 20, country, demoteBelow, log = silent }: TestLearning,
): Learner {
  const told = { country: country ?? null, demoteBelow: demoteBelow ?? null, observe: metrics.learning };
  return createLearner({ pool, log, clock, cacheBytes, ...told });
}
