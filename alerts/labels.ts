import type { IncidentFacts, Labels } from './types.ts';

/** Labels that Plumbline sets itself; a suite's label of the same name is left out, never merged. */
const builtInLabels = [
  'namespace',
  'subject',
  'dataset',
  'job',
  'incident',
  'severity',
  'owner',
  'kind',
  'consumer',
] as const;

/**
 * The labels an incident is routed by: what the suite says, and what we know. `subject` is `dataset` or `job`, which is
 * also the label that holds the name; `kind` lists the kinds of its open failures (of all, once resolved), sorted and
 * joined by commas. An unknown owner is a missing label, and so is `consumer` unless clauses of consumers alone fail in it.
 */
export function incidentLabels(facts: IncidentFacts): Labels {
  const builtIn = new Set<string>(builtInLabels);
  const open = facts.failures.filter((failure) => failure.healedAt === null);
  const kinds = new Set((open.length > 0 ? open : facts.failures).map((failure) => failure.kind));
  const audiences = facts.audiences ?? [];
  const consumers = audiences.includes('') ? [] : audiences;
  return {
    ...Object.fromEntries(Object.entries(facts.labels).filter(([name]) => !builtIn.has(name))),
    namespace: facts.subject.namespace,
    subject: facts.subject.kind,
    [facts.subject.kind]: facts.subject.name,
    incident: facts.id,
    severity: facts.severity,
    ...(facts.owner === null ? {} : { owner: facts.owner }),
    ...(kinds.size === 0 ? {} : { kind: [...kinds].toSorted().join(',') }),
    ...(consumers.length === 0 ? {} : { consumer: consumers.join(',') }),
  };
}
