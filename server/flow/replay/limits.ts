import { requiredHistory } from '../../../checks/index.ts';
import type { StoredSilence } from '../../store/silences.ts';
import type { RealIncident } from '../../store/replay-around.ts';
import type { AskedReplay } from './ask-replay.ts';

/** What was found out on the way that a reader must know. */
export interface KnownLimits {
  days: { asked: number; covered: number };
  silences: readonly StoredSilence[];
  reals: readonly RealIncident[];
  /** A profile came so late that its history was forgotten. */
  hasMissed: boolean;
  /** A dataset has more profiles than are looked at. */
  isCut: boolean;
}

/** What a replay cannot know, in sentences, the most telling first. */
export function limitsOf(asked: AskedReplay, known: KnownLimits): string[] {
  const { days, silences, reals } = known;
  const openAtStart = reals.filter(({ openedAt }) => openedAt < asked.since).length;
  const rules = [asked.draftRules, ...(asked.vsCurrent ? [asked.currentRules] : [])];
  const reported = rules.flatMap(({ suites }) => suites.filter(({ suite }) => asked.suites.includes(suite.name)));
  const needs = requiredHistory(reported);
  return [
    days.covered < days.asked
      ? `History covers ${days.covered} of ${days.asked} days.`
      : `History covers all of ${days.asked} days.`,
    silences.length === 0 ? 'There was no silence in this period.' : `Silences as they were: ${silences.length}.`,
    'Every message counts as delivered when it was due; retries and fallback receivers are left out.',
    'Deadlines and failed runs are not replayed: only what profiles say.',
    openAtStart > 0 &&
      `${openAtStart} incident(s) were open when the period begins; here such trouble opens anew with the first profile that fails.`,
    needs.external && 'What other tools posted is not replayed: rules that go by it are undecided here.',
    needs.others.length > 0 &&
      'A profile of another dataset that came later is compared as it was found then; nothing is judged again.',
    known.hasMissed && 'Some profiles came so late that not all they would be compared with was kept.',
    known.isCut && 'A dataset has more than 100,000 profiles in the period: only the first 100,000 were replayed.',
  ].filter((sentence) => sentence !== false);
}
