import { alignedTable } from './aligned-table.ts';
import type { ReplayAnswerShape, ReplaySideShape } from '../server/api/shapes/replay.ts';

type Suite = ReplaySideShape['suites'][number];
type Expectation = Suite['expectations'][number];
type Tally = Expectation['tally'];

/** Alerts a week over the days that history covers; null when it covers none. */
export function alertsPerWeek({ coverage, draft }: ReplayAnswerShape): number | null {
  const { covered } = coverage.days;
  return covered === 0 ? null : (draft.tally.firings * 7) / covered;
}

/** Why it could not be found out how noisy something is; nothing when it could. */
export function unknownWords({ coverage, draft }: ReplayAnswerShape): string[] {
  const partial = coverage.partial === null ? [] : [`only part of it was replayed: ${coverage.partial.reason}`];
  const nothing = draft.suites.flatMap(({ suite, nothing: why }) => (why === null ? [] : [`${suite}: ${why}`]));
  return [...partial, ...(draft.suites.length === 0 && draft.nothing !== null ? [draft.nothing] : nothing)];
}

/** The answer in words: one line for each expectation, what is not known, then the sum. */
export function backtestLines(answer: ReplayAnswerShape, budget: number | undefined): string[] {
  const { coverage, draft, current } = answer;
  const rows = draft.suites.flatMap((suite) =>
    suite.expectations.map((one) => rowOf(answer, { suite, one, before: sameIn(current, suite, one) })),
  );
  const unknown = draft.suites.flatMap(({ expectations }) =>
    expectations.flatMap(({ expectation, nothing }) => (nothing === null ? [] : [`  ${expectation}: ${nothing}`])),
  );
  const table = alignedTable(rows).split('\n').filter(Boolean);
  const messages = draft.receivers.map(
    ({ receiver, messages: count, nights }) => `  ${receiver}: ${plural(count, 'message')}, ${nights} at night`,
  );
  return [
    ...table,
    ...unknown.slice(0, 20),
    ...(messages.length === 0 ? [] : ['Who would have been told:', ...messages]),
    ...answer.limits.map((sentence) => `  ${sentence}`),
    `  ${draft.labels.words}`,
    `${plural(rows.length, 'check')}, ${plural(coverage.profiles, 'profile')} of ${plural(coverage.datasets, 'dataset')}, ${sumWords(answer, budget)}`,
  ];
}

function sumWords(answer: ReplayAnswerShape, budget: number | undefined): string {
  const rate = alertsPerWeek(answer);
  const words = rate === null ? 'alerts unknown' : `${Number(rate.toFixed(1))} alerts/week`;
  return budget === undefined ? words : `${words} (budget ${budget})`;
}

interface Row {
  suite: Suite;
  one: Expectation;
  before: Expectation | null;
}

function rowOf({ coverage, current }: ReplayAnswerShape, { suite, one, before }: Row): string[] {
  const change = (name: string, of: keyof Tally) => {
    const was = current === null ? '' : `${before?.tally[of] ?? 'none'} → `;
    return `${name} ${was}${one.tally[of]}`;
  };
  return [
    `${suite.suite} ${one.expectation}`,
    `${one.coverage.days}/${coverage.days.asked} days evaluated`,
    ...[change('alerts', 'firings'), change('incidents', 'incidents'), change('nights', 'nights')],
    ...(one.tally.shadow === 0 ? [] : [`shadow ${one.tally.shadow}`]),
  ];
}

function sameIn(side: ReplaySideShape | null, { suite }: Suite, { expectation }: Expectation): Expectation | null {
  const found = side?.suites.find((one) => one.suite === suite);
  return found?.expectations.find((one) => one.expectation === expectation) ?? null;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
