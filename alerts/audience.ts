import { worstSeverity } from './severity.ts';
import type { Failure, IncidentFacts } from './types.ts';

/** Whose clause a failure breaches: a consumer's name, or the empty text for the producer's, which concerns everybody behind the dataset. */
const audienceOf = ({ consumer }: Failure): string => consumer ?? '';

/** Whom an incident concerns: the producer (the empty text) and consumers, each once, in the order of their failures. */
export const audiencesOf = ({ failures }: IncidentFacts): string[] =>
  failures.length === 0 ? [''] : [...new Set(failures.map(audienceOf))];

/**
 * The part of an incident that concerns some of its audiences, as if it were all of it: their failures alone, how bad those
 * are, since when, and whether they are over. Null when nothing in it concerns them. Without clauses of consumers it is
 * the incident itself.
 */
export function partFor(incident: IncidentFacts, audiences: readonly string[]): IncidentFacts | null {
  const all = incident.failures;
  if (all.every(({ consumer }) => consumer === undefined)) return audiences.includes('') ? incident : null;
  const failures = all.filter((failure) => audiences.includes(audienceOf(failure)));
  const [first] = failures;
  if (first === undefined) return null;
  const owner = audiences.includes('') ? incident.owner : (first.owner ?? null);
  const part = { ...incident, failures, owner, audiences: [...audiences].toSorted() };
  return failures.length === all.length ? part : { ...part, ...stateOf(incident, failures) };
}

/** How a part stands by its own failures: it is over when they are, whatever still fails beside it. */
function stateOf(incident: IncidentFacts, failures: readonly Failure[]) {
  const open = failures.filter(({ healedAt }) => healedAt === null);
  const told = open.length > 0 ? open : failures;
  const openedAt = told.map(({ since }) => since).toSorted()[0] ?? incident.openedAt;
  const severity = worstSeverity(told);
  if (open.length > 0) return { severity, openedAt };
  const resolvedAt =
    failures
      .map(({ healedAt }) => healedAt ?? '')
      .toSorted()
      .at(-1) ?? null;
  return { severity, openedAt, state: 'resolved', resolvedAt } as const;
}

/** Is something in it not over? */
export const isOpenPart = (part: IncidentFacts | null): part is IncidentFacts =>
  part !== null && part.failures.some(({ healedAt }) => healedAt === null);
