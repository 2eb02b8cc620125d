import type { Expectation, SuiteInForce } from '../../checks/index.ts';
import type { DatasetRules } from '../flow/rules-cache.ts';
import { listSeries, readRecentAnswers, type RecentAnswer } from '../store/profiles.ts';
import type { Pool } from '../store/sql.ts';
import type { DatasetResults } from './shapes/catalogue.ts';
import type { CheckResultShape } from './shapes/common.ts';
import { answerOf } from './stored-json.ts';

type Item = DatasetResults['items'][number];

const newestOfWhole = 30;
/** Of parts of a dataset, and how many answers of all of them together are read for their last outcomes. */
const mostSeries = 200;
const answersOfSeries = 400;

/**
 * The newest result of each expectation with its last outcomes: of the whole dataset, then of each segment or filter that
 * its rules name. One in force that no profile was judged by yet is there too, undecided, so that nothing is left out.
 */
export async function latestResults(pool: Pool, datasetId: number, own: DatasetRules): Promise<Item[]> {
  const whole = await readRecentAnswers(pool, { datasetId, series: [''], limit: newestOfWhole });
  const items = [...itemsOf(whole), ...(await seriesItems(pool, datasetId, own))];
  const known = new Set(items.map(({ result }) => `${result.suite} ${baseKey(result.expectation, own)}`));
  return [...items, ...awaited(own, known, whole.length > 0)];
}

async function seriesItems(pool: Pool, datasetId: number, own: DatasetRules): Promise<Item[]> {
  const series = await listSeries(pool, datasetId, mostSeries);
  if (series.length === 0) return [];
  const limit = Math.max(1, Math.min(newestOfWhole, Math.floor(answersOfSeries / series.length)));
  const answers = await readRecentAnswers(pool, { datasetId, series, limit });
  const items = series.flatMap((one) => itemsOf(answers.filter(({ segment }) => segment === one)));
  // A segment that comes no more would show the rules of its day for ever.
  return items.filter(({ result }) => own.suites.some((inForce) => isInForce(inForce, result)));
}

/** What the newest of these profiles, newest first, came to, and how each went before. */
function itemsOf(answers: readonly RecentAnswer[]): Item[] {
  const [newest] = answers;
  if (!newest) return [];
  const history = answers.map((row) => ({
    profileId: `prf_${row.profileId}`,
    at: row.effectiveAt.toISOString(),
    outcomes: new Map(answerOf(row.answer).results.map(({ expectation, outcome }) => [expectation, outcome])),
  }));
  return answerOf(newest.answer).results.map((result) => ({
    result,
    profileId: `prf_${newest.profileId}`,
    at: newest.effectiveAt.toISOString(),
    recent: history
      .flatMap(({ profileId, at, outcomes }) => {
        const outcome = outcomes.get(result.expectation);
        return outcome ? [{ profileId, at, outcome }] : [];
      })
      .reverse(),
  }));
}

const isOf = ({ key }: Expectation, told: string) => told === key || told.startsWith(`${key} [`);

const isInForce = ({ suite }: SuiteInForce, { suite: name, expectation }: CheckResultShape) =>
  suite.name === name && suite.expectations.some((one) => one.mode !== 'disabled' && isOf(one, expectation));

/** The key as the suite has it: an expectation for each value of a segment tells its results by key and segment. */
function baseKey(told: string, { suites }: DatasetRules): string {
  for (const { suite } of suites) {
    const found = suite.expectations.find((one) => one.key !== told && isOf(one, told));
    if (found) return found.key;
  }
  return told;
}

function awaited(own: DatasetRules, known: ReadonlySet<string>, isProfiled: boolean): Item[] {
  return own.suites.flatMap((inForce) =>
    inForce.suite.expectations
      .filter((one) => one.mode !== 'disabled' && !known.has(`${inForce.suite.name} ${one.key}`))
      .map((one) => ({ result: notYetJudged(inForce, one, isProfiled), profileId: null, at: null, recent: [] })),
  );
}

function notYetJudged({ suite, version }: SuiteInForce, one: Expectation, isProfiled: boolean): CheckResultShape {
  const part = partWords(one);
  const profile = part === null ? 'a profile of the whole dataset' : `a profile of ${part}`;
  const since = isProfiled || part !== null ? ' since it is in force' : '';
  return {
    id: 'res_none',
    expectation: one.key,
    kind: one.kind,
    column: one.column ?? null,
    suite: suite.name,
    ruleVersion: version,
    outcome: 'undecided',
    severity: one.severity,
    observed: null,
    expected: null,
    unit: null,
    tested: null,
    failed: null,
    vacuous: false,
    basis: { kind: 'declared' },
    reason: `not judged yet: ${profile.replace(/^a /, 'no ')} has come${since}`,
    needs: profile,
    ...(one.mode === 'shadow' && { standing: 'shadow' as const }),
  };
}

function partWords({ segment, where }: Expectation): string | null {
  const parts = (segment ?? []).map(({ key, value }) => (value === '*' ? `any ${key}` : `${key}=${value}`));
  if (where !== undefined) parts.push(`where ${where}`);
  return parts.length === 0 ? null : `segment ${parts.join(', ')}`.replace('segment where', 'the rows where');
}
