import { LEARNED_SUITE } from '../../../checks/index.ts';
import type { Failure, IncidentFacts } from '../../../alerts/index.ts';
import type { ReplayDataset } from '../../store/replay.ts';
import type { NameThen } from '../../store/replay-around.ts';

/** What fails in an incident, by the part of the dataset that it is about; the whole is none. */
export function openParts(open: IncidentFacts | null): ReadonlyMap<string, Failure[]> {
  const failing = open?.failures.filter(({ healedAt, series = '' }) => healedAt === null && series !== '') ?? [];
  const parts = new Map<string, Failure[]>();
  for (const failure of failing) {
    const { series = '' } = failure;
    parts.set(series, [...(parts.get(series) ?? []), failure]);
  }
  return parts;
}

/** What learned monitors told in an incident of a part and what is not over: names of expectations. */
export const learnedAlarms = (open: IncidentFacts | null, of: string): string[] =>
  (open?.failures ?? []).flatMap(({ suite, healedAt, series = '', expectation }) =>
    suite === LEARNED_SUITE && healedAt === null && series === of ? [expectation] : [],
  );

/** The dataset as it was called then. */
export function subjectAt(
  { dataset, names }: { dataset: ReplayDataset; names: readonly NameThen[] },
  now: Date,
): IncidentFacts['subject'] {
  const { namespace, name } = names.find(({ until }) => until > now) ?? dataset;
  return { kind: 'dataset', namespace, name };
}
