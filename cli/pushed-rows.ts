import type { PushedItem } from './push-batches.ts';
import type { Problem } from './refusal.ts';
import type { ReportRow } from './reports/index.ts';
import { countedAnswer, isAnswer } from './verdict.ts';

/** What came of one profile as reports tell it: a row for each result that counts, or one error where it was refused. */
export async function pushedRows({ status, body }: PushedItem, profile: unknown): Promise<ReportRow[]> {
  const dataset = nameOf(profile);
  if (status >= 400 || !isAnswer(body)) {
    const { detail, title } = (body ?? {}) as Problem;
    const reason = `refused (${status}): ${detail ?? title ?? 'no reason given'}`;
    return [{ dataset, expectation: 'profile', outcome: 'error', severity: 'error', reason }];
  }
  const { url } = body.dataset;
  const { results } = await countedAnswer(body);
  return results.map(({ expectation, outcome, severity, reason, needs }) => {
    const told = needs === undefined ? reason : `${reason}; needs ${needs}`;
    return { dataset, expectation, outcome, severity, reason: told, ...(url !== undefined && { url }) };
  });
}

function nameOf(profile: unknown): string {
  const dataset = (profile as { dataset?: { namespace?: unknown; name?: unknown } } | null)?.dataset;
  return `${String(dataset?.namespace ?? '?')}/${String(dataset?.name ?? '?')}`;
}
