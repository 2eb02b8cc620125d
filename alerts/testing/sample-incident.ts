import type { Failure, IncidentFacts } from '../types.ts';

/** A mean of 4,190 where 10 to 90 was expected; any fact may be given. */
export function sampleFailure(facts: Partial<Failure> = {}): Failure {
  return {
    expectation: 'amount.mean',
    kind: 'mean',
    column: 'amount',
    outcome: 'fail',
    severity: 'error',
    observed: 4190,
    expected: { low: 10, high: 90 },
    unit: null,
    reason: 'mean 4190 is above 90',
    since: '2026-11-22T05:58:12.000Z',
    healedAt: null,
    ...facts,
  };
}

/** INC-7, open on shop.orders since 2026-11-22 05:58 UTC; any fact may be given. */
export function sampleIncident(facts: Partial<IncidentFacts> = {}): IncidentFacts {
  return {
    id: 'INC-7',
    subject: { kind: 'dataset', namespace: 'postgres://db:5432', name: 'shop.orders' },
    state: 'open',
    severity: 'error',
    owner: 'team-payments',
    labels: { tier: 'gold' },
    runbook: 'https://wiki.example/orders',
    openedAt: '2026-11-22T05:58:12.000Z',
    acknowledgedBy: null,
    resolvedAt: null,
    failures: [sampleFailure()],
    url: 'http://127.0.0.1:8080/incidents/INC-7',
    ...facts,
  };
}
