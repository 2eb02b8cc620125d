import type { Suite } from '../expectation.ts';
import { DEFAULT_LEARNING, type LearnSettings } from './settings.ts';

/**
 * How learned monitors watch a dataset under the suites that hold for it. Of several that say something of it one alone counts: the one that
 * names the dataset most exactly (in full before a pattern, a longer pattern before a shorter one), else the first by name.
 */
export function learningOf(suites: readonly { suite: Suite }[]): LearnSettings {
  const [first] = suites
    .map(({ suite }) => suite)
    .filter(({ learn }) => learn !== undefined)
    .sort((a, b) => exactness(b) - exactness(a) || (a.name < b.name ? -1 : 1));
  if (first?.learn === undefined) return DEFAULT_LEARNING;
  const { on, budget, calendar, severity, columns } = first.learn;
  return {
    on,
    budget: budget ?? DEFAULT_LEARNING.budget,
    calendar: calendar ?? null,
    severity: severity ?? DEFAULT_LEARNING.severity,
    only: columns?.only ?? null,
    except: columns?.except ?? [],
    suite: first.name,
  };
}

/** A name in full is as exact as can be; of a pattern the characters that it says count. */
const exactness = ({ dataset: { name } }: Suite): number =>
  name.includes('*') ? name.replaceAll('*', '').length : Infinity;
