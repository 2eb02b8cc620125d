import type { Dataset } from '../detection/data/dataset.ts';
import type { ProfiledPartition } from '../detection/data/profiled.ts';
import { profileOf } from '../detection/inject/trials.ts';
import type { Trial } from '../detection/inject/trials.ts';
import type { Profile } from '../../checks/index.ts';
import type { ProposedCheck, Proposer } from './proposer.ts';

export interface ProposerScore {
  figures: Record<string, number>;
  details: Record<string, unknown>;
}

/**
 * Proposes from the first half of a dataset's partitions, judges the second: every failing check on a clean partition is a false
 * alarm; partitions that are labelled as errors are left out of it. Recall is over errors that were injected into rows.
 */
export function scoreProposer({ manifest, partitions, trials }: Dataset, proposer: Proposer): ProposerScore {
  const half = Math.floor(partitions.length / 2);
  const errors = new Set(
    (manifest.labels ?? []).filter((label) => label.class === 'error').map(({ start }) => start.getTime()),
  );
  const usable = ({ unreadable, start }: ProfiledPartition): boolean =>
    unreadable === undefined && !errors.has(start.getTime());
  const history = partitions.slice(0, half).filter(usable);
  const { checks, claims = {} } = proposer.propose(history.map(({ profile }) => profile).toReversed());
  const later = [...partitions.entries()].slice(half).filter(([, partition]) => usable(partition));
  const { alarms, failed, alarmedDays } = judgedClean(
    checks,
    later.map(([, partition]) => partition),
  );
  const outcomes = later.flatMap(([index, { profile }]) =>
    outcomesOn(checks, profile, trials.get(index)?.trials ?? []),
  );
  const figures = {
    proposals: checks.length,
    falseAlarmsPer1000ProposalRuns: (1000 * alarms.length) / (checks.length * later.length),
    failedPer1000ProposalRuns: (1000 * failed) / (checks.length * later.length),
    alarmedProposalsPct: (100 * new Set(alarms.map((alarm) => alarm.slice(11))).size) / checks.length,
    falseAlarmsPerDay: alarms.length / later.length,
    cleanDaysWithAlarmPct: (100 * alarmedDays) / later.length,
    recall: recallOf(outcomes),
    recallAvh: recallOf(outcomes.filter(({ trial }) => trial.avh)),
    trials: outcomes.length,
    ...errorsFound(checks, partitions.slice(half), errors),
    ...claims,
  };
  return { figures, details: detailsOf(alarms, outcomes) };
}

const detailsOf = (alarms: readonly string[], outcomes: readonly Outcome[]): Record<string, unknown> => ({
  alarms: countsOf(alarms.map((alarm) => alarm.slice(11))),
  alarmDays: alarms,
  missed: missedOf(outcomes),
  recallByError: byError(outcomes),
});

/** A check that keeps failing is told once: its incident stays open. `failed` counts every failing run. */
function judgedClean(
  checks: readonly ProposedCheck[],
  later: readonly ProfiledPartition[],
): { alarms: string[]; failed: number; alarmedDays: number } {
  const alarms: string[] = [];
  let [failed, alarmedDays] = [0, 0];
  let open = new Set<ProposedCheck>();
  for (const { profile, start } of later) {
    const failing = checks.filter((check) => check.fails(profile));
    const told = failing.filter((check) => !open.has(check));
    alarms.push(...told.map(({ name }) => `${start.toISOString().slice(0, 10)} ${name}`));
    failed += failing.length;
    if (told.length > 0) alarmedDays += 1;
    open = new Set(failing);
  }
  return { alarms, failed, alarmedDays };
}

interface Outcome {
  trial: Trial;
  hit: boolean;
}

/** One for each trial whose place did not fail on the clean partition already. */
function outcomesOn(checks: readonly ProposedCheck[], clean: Profile, trials: readonly Trial[]): Outcome[] {
  const silent = checks.filter((check) => !check.fails(clean));
  return trials.flatMap((trial): Outcome[] => {
    const places = (check: ProposedCheck): boolean =>
      trial.column === null || 'whole' in trial.changed || check.column === null || check.column === trial.column;
    if (!silent.some(places)) return [{ trial, hit: false }];
    const changed = profileOf(trial, clean);
    return [{ trial, hit: silent.some((check) => places(check) && check.fails(changed)) }];
  });
}

function errorsFound(
  checks: readonly ProposedCheck[],
  partitions: readonly ProfiledPartition[],
  errors: ReadonlySet<number>,
): Record<string, number> {
  const wrong = partitions.filter(({ start }) => errors.has(start.getTime()));
  if (wrong.length === 0) return {};
  const found = wrong.filter(
    ({ profile, unreadable }) => unreadable !== undefined || checks.some((check) => check.fails(profile)),
  );
  return { errorsFound: found.length, errorsTotal: wrong.length };
}

const recallOf = (outcomes: readonly Outcome[]): number => outcomes.filter(({ hit }) => hit).length / outcomes.length;

function byError(outcomes: readonly Outcome[]): Record<string, string> {
  const names = [...new Set(outcomes.map(({ trial }) => `${trial.error} ${trial.magnitude}`))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const of = outcomes.filter(({ trial }) => `${trial.error} ${trial.magnitude}` === name);
      return [name, `${of.filter(({ hit }) => hit).length} of ${of.length}`];
    }),
  );
}

const missedOf = (outcomes: readonly Outcome[]): Record<string, number> =>
  countsOf(
    outcomes
      .filter(({ hit }) => !hit)
      .map(({ trial }) => `${trial.error} ${trial.magnitude} in ${trial.column ?? '(table)'}`),
  );

function countsOf(texts: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}
