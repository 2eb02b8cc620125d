import type { SuggestedSuiteShape } from '../server/api/shapes/suggestions.ts';
import { alignedTable } from './aligned-table.ts';

type Suggestion = SuggestedSuiteShape['suggestions'][number];
const titles = [
  'expectation',
  'profiles',
  'rows',
  'failed in back-test',
  'false alarms in 1000 runs',
  'errors caught',
  'newly',
];

/** The figures of proposals for a person: what each rests on, how often it would have been wrong, and what it fails on. */
export function suggestionReport(
  { suggestions, profiles, injected }: SuggestedSuiteShape,
  items: readonly Suggestion[],
): string {
  const { errors, caught } = injected;
  const rows = items.map(rowOf);
  const table = rows.length === 0 ? '' : `\n${alignedTable([titles, ...rows], [1, 2, 3, 4, 5, 6])}`;
  const reasons = items.flatMap(({ key, leftOut }) => (leftOut === null ? [] : [`  ${key}: ${leftOut}\n`]));
  const left = reasons.length === 0 ? '' : `\nNot in the small set:\n${reasons.join('')}`;
  const found = errors === 0 ? '' : `; they fail on ${caught} of ${errors} errors that were put into the newest`;
  return `${count(suggestions.length, 'expectation')} from ${count(profiles, 'profile')}${laterWords(suggestions)}${found}.\n${table}${left}`;
}

function rowOf({ key, support, backTest, falseAlarms, recall }: Suggestion): string[] {
  const expected = falseAlarms === null ? 'not known' : `${falseAlarms.per1000}, at most ${falseAlarms.atMostPer1000}`;
  const tried = backTest.runs === 0 ? 'not tried' : `${backTest.failed} of ${backTest.runs}`;
  return [
    key,
    String(support.runs),
    String(support.rows),
    tried,
    expected,
    String(recall.caught),
    String(recall.gained),
  ];
}

function laterWords(suggestions: readonly Suggestion[]): string {
  const later = suggestions.filter(({ needs }) => needs !== null).length;
  return later === 0
    ? ''
    : `; ${later} of them cannot be judged yet and ${later === 1 ? 'says' : 'say'} what is missing`;
}

const count = (of: number, what: string): string => `${of} ${what}${of === 1 ? '' : 's'}`;
