import { suggestInSteps, type Profile, type SuggestedSuite } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import { readNewestDocuments } from '../store/profiles.ts';
import type { Sql } from '../store/sql.ts';
import { createPace, ReplayCancelled } from './replay/pace.ts';
import type { CompiledRules } from './rules-cache.ts';

/** For which dataset, from how many of its newest profiles, and under which name. */
export interface SuggestionQuestion {
  dataset: { namespace: string; name: string };
  profiles: number;
  suite: string;
  /** Aborted when whoever asked is gone. */
  signal: AbortSignal;
}

/**
 * A suite that the stored profiles of a dataset suggest; nothing is stored.
 * @throws Problem when there is no such dataset, or no profile of it yet.
 */
export async function suggestRules(
  sql: Sql,
  { rules, ...question }: SuggestionQuestion & { rules: CompiledRules },
  now: Date,
): Promise<SuggestedSuite> {
  const dataset = rules.currentName(question.dataset);
  const documents = await readNewestDocuments(sql, { dataset, limit: question.profiles });
  const name = `${dataset.namespace}/${dataset.name}`;
  if (documents === null) throw new Problem('not-found', `There is no dataset ${name}.`);
  if (documents.length === 0)
    throw new Problem('not-found', `No profile of ${name} has come yet: nothing to learn from.`);
  const profiles = documents.map((document) => JSON.parse(document) as Profile);
  return withPauses(suggestInSteps({ suite: question.suite, dataset }, profiles, now), question.signal);
}

/**
 * A wide table with a long history takes seconds: others are served meanwhile.
 * @throws Problem when whoever asked is gone.
 */
async function withPauses<T>(steps: Generator<void, T>, signal: AbortSignal): Promise<T> {
  const pace = createPace({ limitMs: Infinity, signal, clock: () => performance.now() });
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await pace.goOn();
    }
  } catch (error) {
    if (error instanceof ReplayCancelled) throw new Problem('temporarily-unavailable', 'Whoever asked is gone.');
    throw error;
  }
}
