import type { MetricSeries } from '../api/types.ts';
import { isLearned } from '../format/learned-words.ts';

export type Breach = MetricSeries['breaches'][number];

/** What failed before what warned, what was declared before what was learned. */
const rank = (breach: Breach): number => (breach.outcome === 'warn' ? 2 : 0) + (isLearned(breach) ? 1 : 0);

/** The worst that each profile broke: one mark a profile, however many rules said so. */
export function worstBreaches({ breaches }: Pick<MetricSeries, 'breaches'>): Map<string, Breach> {
  const worst = new Map<string, Breach>();
  for (const breach of breaches) {
    const known = worst.get(breach.profileId);
    if (known === undefined || rank(breach) < rank(known)) worst.set(breach.profileId, breach);
  }
  return worst;
}
