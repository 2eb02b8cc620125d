import { createHash } from 'node:crypto';
import type { ExternalCheck, ExternalVerdict } from '../../../checks/index.ts';

/** Under which the events of a run are found, in hex: the first 16 bytes of the SHA-256 of its job's namespace, a zero byte and its id. */
export const runKeyHex = (run: { namespace: string; id: string }): string =>
  createHash('sha256').update(`${run.namespace}\0${run.id}`).digest('hex').slice(0, 32);

/**
 * One verdict a dataset of what the events of one run tell: some producers (Dagster) send an event for each check. Of the same check the
 * newest word counts; of two of one instant the one that fails. The order of `verdicts` plays no part.
 */
export function gatheredVerdicts(verdicts: readonly ExternalVerdict[]): ExternalVerdict[] {
  const byDataset = new Map<string, ExternalVerdict[]>();
  for (const verdict of verdicts) {
    const key = JSON.stringify([verdict.dataset.namespace, verdict.dataset.name, verdict.tool, verdict.suite]);
    byDataset.set(key, [...(byDataset.get(key) ?? []), verdict]);
  }
  return [...byDataset.values()].map(gathered);
}

function gathered(verdicts: readonly ExternalVerdict[]): ExternalVerdict {
  const oldestFirst = verdicts.toSorted((a, b) => compare(a.judgedAt ?? '', b.judgedAt ?? '') || worse(a) - worse(b));
  const checks = new Map<string, ExternalCheck>();
  for (const verdict of oldestFirst) for (const check of verdict.checks) checks.set(identityOf(check), check);
  const newest = oldestFirst.at(-1)!;
  const dataInterval = oldestFirst.findLast((one) => one.dataInterval !== null)?.dataInterval ?? null;
  const sorted = [...checks].sort(([a], [b]) => compare(a, b)).map(([, check]) => check);
  return { ...newest, dataInterval, checks: sorted };
}

const identityOf = ({ kind, name, column, identity }: ExternalCheck) => JSON.stringify([kind, name, column, identity]);
const worse = ({ checks }: ExternalVerdict) => checks.filter(({ outcome }) => outcome !== 'pass').length;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
