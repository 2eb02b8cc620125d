import { matchesPattern } from '../../../checks/index.ts';
import { listReplayDatasets, type ReplayDataset } from '../../store/replay.ts';
import type { Pool } from '../../store/sql.ts';
import type { CompiledRules } from '../rules-cache.ts';
import type { AskedReplay } from './ask-replay.ts';
import type { Pace } from './pace.ts';
import type { Matching } from './side-answer.ts';
import { fullName } from './firing-of.ts';

/** The datasets that the reported suites speak about, and how many each suite matches. */
export interface FoundDatasets {
  datasets: ReplayDataset[];
  matching: { draft: Matching; current: Matching };
}

/** In order of their ids. */
export async function findDatasets(
  { pool, pace }: { pool: Pool; pace: Pace },
  asked: AskedReplay,
  namespaceLikes: string[] | null,
): Promise<FoundDatasets> {
  const datasets: ReplayDataset[] = [];
  const matching = { draft: new Map<string, number>(), current: new Map<string, number>() };
  const wanted = new Set(asked.suites);
  for (let after: number | null = 0; after !== null;) {
    const page: ReplayDataset[] = await listReplayDatasets(pool, { namespaceLikes, after });
    for (const dataset of page) {
      await pace.goOn();
      if (!isAsked(asked.datasets, dataset)) continue;
      const inDraft = countMatches(asked.draftRules, { dataset, wanted, matching: matching.draft });
      const inCurrent =
        asked.vsCurrent && countMatches(asked.currentRules, { dataset, wanted, matching: matching.current });
      if (inDraft || inCurrent) datasets.push(dataset);
    }
    after = page.at(-1)?.id ?? null;
  }
  return { datasets, matching };
}

const isAsked = (patterns: readonly string[] | null, dataset: ReplayDataset) =>
  patterns === null || patterns.some((pattern) => matchesPattern(pattern, fullName(dataset)));

interface Match {
  dataset: ReplayDataset;
  wanted: ReadonlySet<string>;
  matching: Map<string, number>;
}

function countMatches(rules: CompiledRules, { dataset, wanted, matching }: Match): boolean {
  const found = rules.of(dataset).suites.filter(({ suite }) => wanted.has(suite.name));
  for (const { suite } of found) matching.set(suite.name, (matching.get(suite.name) ?? 0) + 1);
  return found.length > 0;
}
