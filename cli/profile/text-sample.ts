import type { ColumnProfile } from '../../checks/index.ts';
import { textForm } from './text-form.ts';
import type { Row, Workspace } from './workspace.ts';

/** So many different texts are looked at one by one; of more, the frequent ones and about as many of the others. */
const mostLookedAt = 20_000;
const longestLookedAt = 2000;

interface Texts {
  /** Of all rows: n and characters, and the longest length. */
  answers: Row;
  /** Is the relation a sample of the rows? */
  isSample: boolean;
}

/**
 * Character classes and shapes of the texts of `relation` (v, c), for as many values and characters as `answers` counted. What was not
 * looked at is taken to be like what was: all texts that a 20,000th of the rows have, and those whose hash says so, the same on every run.
 */
export async function formOf(
  workspace: Workspace,
  relation: string,
  { answers, isSample }: Texts,
): Promise<ColumnProfile> {
  const [count, characters] = [Number(answers['n'] ?? 0), Number(answers['characters'] ?? 0)];
  const size = await workspace.row(`SELECT count(*) AS texts, sum(c) AS rows FROM ${relation}`);
  const [texts, rows] = [Number(size['texts']), Number(size['rows'] ?? 0)];
  if (rows === 0) return {};
  const every = Math.ceil(texts / mostLookedAt);
  const isFrequent = `c * ${mostLookedAt} > ${rows}`;
  const found = await workspace.rows(`SELECT left(v, ${longestLookedAt}) AS v, c, ${isFrequent} AS f FROM ${relation}
    WHERE ${every === 1 ? 'true' : `${isFrequent} OR hash(v) % ${every} = 0`}`);
  const sum = (isWanted: boolean): number =>
    found.reduce((total, row) => total + (row['f'] === isWanted ? Number(row['c']) : 0), 0);
  const [frequent, rare] = [sum(true), sum(false)];
  const rareWeight = rare === 0 ? 1 : (rows - frequent) / rare;
  const form = textForm();
  for (const row of found) form.add(String(row['v']), Number(row['c']) * (row['f'] === true ? 1 : rareWeight));
  const isPart = isSample || frequent + rare < rows || Number(answers['longest']) > longestLookedAt;
  return { ...form.metrics({ count, characters }), ...(isPart && { formSampled: frequent + rare }) };
}
