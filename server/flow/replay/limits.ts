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
  /** Learned monitors judged something. */
  isLearned: boolean;
  /** A dataset has more profiles than are looked at. */
  isCut: boolean;
  /** What learned monitors are left out of. */
  unlearnt: { datasets: number; parts: number };
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
    'Deadlines, failed runs, and what other tools found are not replayed: only what suites and learned monitors say of profiles.',
    known.isLearned &&
      'Learned monitors judge each profile once, when it comes, by the calibration and the answers to alarms of today: what was judged again because an earlier profile was corrected or answered is left out.',
    known.unlearnt.datasets > 0 &&
      `Learned monitors are left out of the last ${known.unlearnt.datasets} dataset(s), for which the time would not do; ask for fewer datasets or days.`,
    known.unlearnt.parts > 0 &&
      `Learned monitors are left out of ${known.unlearnt.parts} dataset(s) or parts of them, of which too little is remembered from then; a rebuild of the baseline leaves bookmarks.`,
    openAtStart > 0 &&
      `${openAtStart} incident(s) were open when the period begins; here such trouble opens anew with the first profile that fails.`,
    needs.external && 'Rules that go by the results of other tools are undecided here.',
    needs.others.length > 0 &&
      'Profiles that are compared with another dataset are judged again the moment its profile comes or is corrected, but for those received before the period.',
    known.hasMissed && 'Some profiles came so late that not all they would be compared with was kept.',
    known.isCut && 'A dataset has more than 100,000 profiles in the period: only the first 100,000 were replayed.',
  ].filter((sentence) => sentence !== false);
}
