import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeToTell } from './change-to-tell.ts';
import { nextIncident, noLongerSeen } from './incident.ts';
import type { Judgement } from './incident.ts';
import { incidentLabels } from './labels.ts';
import { sampleFailure, sampleIncident } from './testing/sample-incident.ts';
import type { Failure, IncidentFacts } from './types.ts';

const now = new Date('2026-11-22T06:58:12.000Z');
const opening = '2026-11-22T05:58:12.000Z';

const judgement = (facts: Partial<Judgement>): Judgement => ({
  current: null,
  failing: [],
  passing: [],
  undecided: [],
  subject: { kind: 'dataset', namespace: 'demo', name: 'shop.orders' },
  owner: 'team-payments',
  labels: { tier: 'gold' },
  runbook: null,
  newId: 'INC-8',
  url: 'http://127.0.0.1:8080/incidents/INC-8',
  ...facts,
});

const failure = (expectation: string, facts: Partial<Failure> = {}) => sampleFailure({ expectation, ...facts });
const kinds = (facts: Partial<Judgement>) =>
  nextIncident(judgement(facts), now).changes.map((change) => [change.kind, change.expectation]);

describe('an incident opens', () => {
  it('with the first failures, the worst of them first, as bad as that one', () => {
    const failing = [failure('a', { severity: 'warn' }), failure('b', { severity: 'critical' })];
    const { incident, changes } = nextIncident(judgement({ failing }), now);
    expect(changes).toEqual([{ kind: 'opened', expectation: null, reason: '2 expectations fail' }]);
    expect(incident).toMatchObject({ id: 'INC-8', state: 'open', severity: 'critical', openedAt: now.toISOString() });
    expect(incident?.failures.map(({ expectation, since }) => [expectation, since])).toEqual([
      ['b', now.toISOString()],
      ['a', now.toISOString()],
    ]);
  });

  it('for a warn outcome, told as warn however severe its expectation', () => {
    const failing = [failure('a', { outcome: 'warn', severity: 'critical' })];
    expect(nextIncident(judgement({ failing }), now).incident?.severity).toBe('warn');
  });

  it.each<[string, Partial<Judgement>]>([
    ['for nothing', {}],
    ['for what passes or is undecided', { passing: ['a'], undecided: ['b'] }],
    [
      'for info, failing or warning',
      { failing: [failure('a', { severity: 'info' }), failure('b', { severity: 'info', outcome: 'warn' })] },
    ],
  ])('not %s', (_claim, facts) => {
    expect(nextIncident(judgement(facts), now)).toEqual({ incident: null, changes: [] });
  });

  it('anew after the last one was resolved', () => {
    const current = sampleIncident({ state: 'resolved', resolvedAt: opening });
    const { incident } = nextIncident(judgement({ current, failing: [failure('a')] }), now);
    expect(incident).toMatchObject({ id: 'INC-8', state: 'open', resolvedAt: null });
  });
});

describe('while an incident is open', () => {
  const current = sampleIncident({ failures: [failure('a', { severity: 'warn' })], severity: 'warn' });

  it('a further failure joins it', () => {
    const failing = [failure('a', { severity: 'warn' }), failure('b', { severity: 'critical' })];
    expect(kinds({ current, failing })).toEqual([
      ['unchanged', 'a'],
      ['joined', 'b'],
    ]);
    const { incident } = nextIncident(judgement({ current, failing }), now);
    expect(incident).toMatchObject({ id: 'INC-7', severity: 'critical', openedAt: opening });
    expect(incident?.failures.map((one) => one.since)).toEqual([opening, now.toISOString()]);
  });

  it('the same failure again keeps when it began and takes what is observed now', () => {
    const failing = [failure('a', { severity: 'warn', observed: 5000, since: now.toISOString() })];
    const { incident } = nextIncident(judgement({ current, failing }), now);
    expect(incident?.failures[0]).toMatchObject({ observed: 5000, since: opening });
  });

  it.each<[string, Partial<Failure>, Partial<Failure>, string]>([
    ['a higher severity', { severity: 'warn' }, { severity: 'error' }, 'worsened'],
    ['warn that became fail', { outcome: 'warn', severity: 'warn' }, { severity: 'warn' }, 'worsened'],
    ['fail that became warn', { severity: 'error' }, { outcome: 'warn', severity: 'error' }, 'unchanged'],
  ])('%s is told apart', (_claim, before, after, kind) => {
    const facts = { current: sampleIncident({ failures: [failure('a', before)] }), failing: [failure('a', after)] };
    expect(kinds(facts)).toEqual([[kind, 'a']]);
  });

  it('undecided neither heals nor resolves', () => {
    expect(kinds({ current, undecided: ['a'] })).toEqual([]);
    expect(nextIncident(judgement({ current, undecided: ['a'] }), now).incident?.state).toBe('open');
  });

  it('one of two failures heals, and the severity is that of the one left', () => {
    const both = [failure('a', { severity: 'critical' }), failure('b', { severity: 'warn' })];
    const two = sampleIncident({ failures: both, severity: 'critical' });
    const { incident, changes } = nextIncident(
      judgement({ current: two, failing: both.slice(1), passing: ['a'] }),
      now,
    );
    expect(changes[0]).toEqual({ kind: 'healed', expectation: 'a', reason: 'passes again' });
    expect(incident).toMatchObject({ state: 'open', severity: 'warn' });
    expect(incident?.failures[0]?.healedAt).toBe(now.toISOString());
  });

  it('a healed failure that fails again joins again, from now', () => {
    const healed = failure('b', { healedAt: opening });
    const two = sampleIncident({ failures: [failure('a'), healed] });
    const { incident, changes } = nextIncident(judgement({ current: two, failing: [failure('a'), failure('b')] }), now);
    expect(changes.map((change) => change.kind)).toEqual(['unchanged', 'joined']);
    expect(incident?.failures[1]).toMatchObject({ healedAt: null, since: now.toISOString() });
  });

  it('an acknowledgement stays', () => {
    const acknowledged = sampleIncident({ state: 'acknowledged', acknowledgedBy: 'ben', failures: current.failures });
    const { incident } = nextIncident(judgement({ current: acknowledged, failing: [failure('a'), failure('b')] }), now);
    expect(incident).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'ben' });
  });
});

describe('an incident resolves', () => {
  const current = sampleIncident({ failures: [failure('a'), failure('b', { healedAt: opening })] });

  it.each<[string, Partial<Judgement>, string]>([
    ['when its last failure passes', { passing: ['a'] }, 'passes again'],
    ['when its last failure is no longer expected', { passing: ['c'] }, 'no longer expected'],
    [
      'when what failed is told as info only',
      { failing: [failure('a', { severity: 'info' })] },
      'told as info only now',
    ],
  ])('%s', (_claim, facts, reason) => {
    const { incident, changes } = nextIncident(judgement({ current, ...facts }), now);
    expect(changes.map((change) => change.kind)).toEqual(['healed', 'resolved']);
    expect(changes[0]?.reason).toBe(reason);
    expect(incident).toMatchObject({
      id: 'INC-7',
      state: 'resolved',
      resolvedAt: now.toISOString(),
      severity: 'error',
    });
  });

  it('when its last failure is of a part that comes no more: it ends, and is not called healed', () => {
    const gone = new Map([['a', '3 later profiles came without country=DE']]);
    const { incident, changes } = nextIncident(judgement({ current, gone }), now);
    expect(changes.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['ended', '3 later profiles came without country=DE'],
      ['resolved', 'none of its failures is left'],
    ]);
    expect(incident?.failures[0]).toMatchObject({ healedAt: now.toISOString(), note: noLongerSeen });
  });

  it('not because a profile says nothing about a failed run', () => {
    const run = sampleIncident({ failures: [failure('run', { kind: 'run' })] });
    expect(nextIncident(judgement({ current: run, passing: ['a'] }), now).incident?.state).toBe('open');
    expect(nextIncident(judgement({ current: run, passing: ['run'] }), now).incident?.state).toBe('resolved');
  });

  it('not because a run that succeeds says nothing about the data', () => {
    const { incident } = nextIncident(judgement({ current, passing: ['run'], covers: () => false }), now);
    expect(incident?.state).toBe('open');
  });
});

it('over any history: resolved exactly when nothing is open, and never by undecided alone', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const step = fc.dictionary(key, fc.constantFrom('fail', 'pass', 'undecided', 'info'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let current: IncidentFacts | null = null;
      for (const [index, outcomes] of steps.entries()) {
        const named = (outcome: string) => Object.keys(outcomes).filter((one) => outcomes[one] === outcome);
        const failing = [
          ...named('fail').map((one) => failure(one)),
          ...named('info').map((one) => failure(one, { severity: 'info' })),
        ];
        const facts = {
          current,
          failing,
          passing: named('pass'),
          undecided: named('undecided'),
          newId: `INC-${index}`,
        };
        const { incident, changes } = nextIncident(judgement(facts), now);
        const open = incident?.failures.filter((one) => one.healedAt === null) ?? [];
        if (incident !== null) expect(incident.state === 'resolved').toBe(open.length === 0);
        for (const one of named('fail')) expect(open.map((each) => each.expectation)).toContain(one);
        for (const one of named('undecided')) expect(changes.map((change) => change.expectation)).not.toContain(one);
        current = incident?.state === 'resolved' ? null : incident;
      }
    }),
    { numRuns: 500 },
  );
});

describe('what is worth telling', () => {
  const before = sampleIncident({ failures: [failure('a', { severity: 'warn' })], severity: 'warn' });
  const told = (facts: Partial<Judgement>, current: IncidentFacts | null = before) => {
    const { incident, changes } = nextIncident(judgement({ current, ...facts }), now);
    return changeToTell(current, incident, changes);
  };
  const warn = (expectation: string) => failure(expectation, { severity: 'warn' });

  it.each<[string, Partial<Judgement>, ReturnType<typeof told>]>([
    ['more of the same is not', { failing: [warn('a')] }, null],
    ['undecided is not', { undecided: ['a'] }, null],
    ['a further failure as bad as the first joins what waits', { failing: [warn('a'), warn('b')] }, 'refreshed'],
    ['a worse one is an update', { failing: [warn('a'), failure('b')] }, 'updated'],
    ['the same one grown worse is an update', { failing: [failure('a')] }, 'updated'],
    ['the end is a resolve', { passing: ['a'] }, 'resolved'],
  ])('%s', (_claim, facts, expected) => {
    expect(told(facts)).toBe(expected);
  });

  it('the beginning is an opening, and nothing is nothing', () => {
    expect(told({ failing: [warn('a')] }, null)).toBe('opened');
    expect(told({ passing: ['a'] }, null)).toBeNull();
  });
});

describe('the labels an incident is routed by', () => {
  it('hold what we know and what the suite says', () => {
    const failures = [
      failure('a', { kind: 'mean' }),
      failure('b', { kind: 'freshness' }),
      failure('c', { kind: 'mean' }),
    ];
    expect(incidentLabels(sampleIncident({ failures }))).toEqual({
      namespace: 'postgres://db:5432',
      subject: 'dataset',
      dataset: 'shop.orders',
      incident: 'INC-7',
      severity: 'error',
      owner: 'team-payments',
      kind: 'freshness,mean',
      tier: 'gold',
    });
  });

  it('cannot be forged by a suite', () => {
    const labels = { severity: 'info', owner: 'mallory', job: 'x', kind: 'x', tier: 'gold' };
    const made = incidentLabels(sampleIncident({ labels, owner: null, failures: [] }));
    expect(made).toMatchObject({ severity: 'error', tier: 'gold' });
    expect(Object.keys(made)).not.toEqual(expect.arrayContaining(['owner']));
    expect(made).not.toHaveProperty('job');
    expect(made).not.toHaveProperty('kind');
  });

  it('are the same after it healed', () => {
    const open = sampleIncident();
    const healed = sampleIncident({ failures: [sampleFailure({ healedAt: opening })] });
    expect(incidentLabels(healed)).toEqual(incidentLabels(open));
  });
});

describe('a part of a dataset', () => {
  const inGermany = failure('few rows [country=DE]', { series: 'de', segment: 'country=DE' });
  const whole = failure('few rows');

  it('heals what it no longer expects of itself, and nothing of the whole or of another part', () => {
    const current = sampleIncident({ failures: [whole, inGermany] });
    expect(kinds({ current, series: 'de' })).toEqual([['healed', 'few rows [country=DE]']]);
    expect(kinds({ current, series: 'fr' })).toEqual([]);
    expect(kinds({ current })).toEqual([['healed', 'few rows']]);
  });

  it('resolves the incident only when nothing fails in any other', () => {
    const current = sampleIncident({ failures: [inGermany] });
    expect(kinds({ current, passing: ['few rows'] })).toEqual([]);
    expect(kinds({ current, series: 'de', passing: [inGermany.expectation] })).toEqual([
      ['healed', inGermany.expectation],
      ['resolved', null],
    ]);
  });
});

describe('what another tool told', () => {
  it('stays open when a profile passes, and heals when that tool says so', () => {
    const told = failure('gx:suite/amount.max', { kind: 'gx:expect_column_max_to_be_between' });
    const current = sampleIncident({ failures: [told, failure('row_count')] });
    const after = nextIncident(judgement({ current, passing: ['row_count'] }), now);
    expect(after.incident?.state).toBe('open');
    expect(after.changes).toEqual([{ kind: 'healed', expectation: 'row_count', reason: 'passes again' }]);
    const healing = { current: after.incident, passing: ['gx:suite/amount.max'], covers: () => false };
    expect(nextIncident(judgement(healing), now).incident?.state).toBe('resolved');
  });
});
