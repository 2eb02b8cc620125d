import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partFor } from './audience.ts';
import { changeToTell } from './change-to-tell.ts';
import { nextIncident } from './incident.ts';
import { incidentLabels } from './labels.ts';
import { buildMessage } from './message.ts';
import { unroutedConsumers } from './places.ts';
import { planNotifications } from './schedule.ts';
import type { PreviousNotification } from './schedule-types.ts';
import { sampleFailure, sampleIncident } from './testing/sample-incident.ts';
import type { Failure, IncidentFacts, Route, Routing } from './types.ts';

const start = new Date('2026-11-22T06:00:00.000Z');
const mail = (name: string) => ({ name, channels: [{ kind: 'email' as const, to: `${name}@example.org` }] });
const only = (name: string, value: string, receiver: string): Route => ({
  receiver,
  matchers: [{ name, op: '=', value }],
});
const routing: Routing = {
  route: { receiver: 'producer', routes: [only('consumer', 'finance', 'finance'), only('owner', 'growth', 'ads')] },
  receivers: [mail('producer'), mail('finance'), mail('ads')],
};
const clauses: Record<string, Failure> = {
  producer: sampleFailure({ expectation: 'row_count', kind: 'row_count', column: null }),
  finance: sampleFailure({ expectation: 'amount.sum', kind: 'sum', consumer: 'finance' }),
  ads: sampleFailure({ expectation: 'clicks', kind: 'max', severity: 'warn', consumer: 'ads', owner: 'growth' }),
};
const names = Object.keys(clauses);

/** An outbox that delivers everything at once, and what each receiver has heard. */
function story(told: Routing = routing) {
  let current: IncidentFacts | null = null;
  let at = 0;
  const rows: (PreviousNotification & { facts: IncidentFacts })[] = [];
  return {
    rows,
    /** One judgement in which these clauses fail and the others pass; answers what was told: receiver, kind, expectations. */
    judge(failing: readonly string[]): [string, string, string[]][] {
      const now = new Date(start.getTime() + ++at * 60_000);
      const before = current;
      const keys = names.map((name) => clauses[name]?.expectation ?? '');
      const bad = failing.flatMap((name) => clauses[name] ?? []);
      const judged = {
        ...{
          current: before,
          failing: bad,
          undecided: [],
          owner: 'team',
          labels: {},
          runbook: null,
          newId: 'INC-1',
          url: '',
        },
        subject: { kind: 'dataset', namespace: 'shop', name: 'orders' } as const,
        passing: keys.filter((key) => !bad.some(({ expectation }) => expectation === key)),
      };
      const { incident, changes } = nextIncident(judged, now);
      if (incident === null) return [];
      current = incident.state === 'resolved' ? null : incident;
      const change = changeToTell(before, incident, changes);
      if (change === null) return [];
      const plans = planNotifications({ incident, change, routing: told, previous: rows, before, changes }, now);
      for (const plan of plans) {
        const { facts, action: _, id: __, path: ___, ...row } = plan;
        rows.push({
          ...row,
          id: String(rows.length + 1),
          state: 'delivered',
          deliveredAt: now,
          facts,
          audiences: facts.audiences ?? null,
        });
      }
      const news = plans.map((plan): [string, string, string[]] => {
        return [plan.receiver, plan.kind, plan.facts.failures.map(({ expectation }) => expectation)];
      });
      if (current === null) rows.length = 0;
      return news;
    },
  };
}

describe('a breach of a clause', () => {
  it.each([
    ['producer', 'row_count'],
    ['finance', 'amount.sum'],
    ['ads', 'clicks'],
  ])('of %s alone is told to it alone, from opening to resolve', (name, expectation) => {
    const { judge } = story();
    expect(judge([name])).toEqual([[name, 'opened', [expectation]]]);
    expect(judge([name])).toEqual([]);
    expect(judge([])).toEqual([[name, 'resolved', [expectation]]]);
  });

  it('beside others is told to each with what is his, in one incident', () => {
    const { judge, rows } = story();
    expect(judge(names)).toEqual([
      ['producer', 'opened', ['row_count']],
      ['finance', 'opened', ['amount.sum']],
      ['ads', 'opened', ['clicks']],
    ]);
    expect(rows.map(({ facts }) => [facts.severity, facts.owner])).toEqual([
      ['error', 'team'],
      ['error', null],
      ['warn', 'growth'],
    ]);
    const message = buildMessage(
      { incident: rows[1]?.facts as IncidentFacts, kind: 'opened', notificationId: 'n' },
      start,
    );
    expect(JSON.stringify(message)).not.toMatch(/row_count|clicks/);
    expect(message.facts).toContainEqual({ name: 'Consumer', value: 'finance' });
  });

  it('that heals before the others is over for whom it concerned, and opens anew for him when it comes again', () => {
    const { judge } = story();
    judge(['producer', 'finance']);
    expect(judge(['producer'])).toEqual([['finance', 'resolved', ['amount.sum']]]);
    expect(judge(['producer', 'finance'])).toEqual([['finance', 'opened', ['amount.sum']]]);
    expect(judge([])).toEqual([
      ['producer', 'resolved', ['row_count']],
      ['finance', 'resolved', ['amount.sum']],
    ]);
  });

  it('of a consumer that no route names is told to nobody, the producer least of all, and that is known', () => {
    const plain: Routing = { route: { receiver: 'producer' }, receivers: [mail('producer')] };
    const { judge } = story(plain);
    expect(judge(['finance'])).toEqual([]);
    expect(judge(['finance', 'producer'])).toEqual([['producer', 'opened', ['row_count']]]);
    const failures = [clauses['finance'] as Failure, clauses['ads'] as Failure];
    expect(unroutedConsumers(sampleIncident({ failures }), routing)).toEqual([]);
    expect(unroutedConsumers(sampleIncident({ failures }), plain)).toEqual(['finance', 'ads']);
  });

  it('does not follow a route of other owners, though it matches everybody who is not named there', () => {
    const routes: Route[] = [{ receiver: 'producer', matchers: [{ name: 'owner', op: '!=', value: 'x' }] }];
    const { judge } = story({ ...routing, route: { receiver: 'ads', routes } });
    expect(judge(['ads'])).toEqual([]);
  });

  it('reaches one place once, where one place hears for several', () => {
    const routes = [only('consumer', 'finance', 'producer')];
    const { judge } = story({ ...routing, route: { receiver: 'producer', routes } });
    expect(judge(['producer', 'finance'])).toEqual([['producer', 'opened', ['row_count', 'amount.sum']]]);
    expect(judge(['finance'])).toEqual([]);
    expect(judge([])).toEqual([['producer', 'resolved', ['row_count', 'amount.sum']]]);
  });

  it('over any history: nobody hears of what is not his, and whoever heard of an opening hears of its end, once', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray(names), { maxLength: 12 }), (history) => {
        const { judge } = story();
        const open = new Set<string>();
        for (const failing of [...history, []]) {
          for (const [receiver, kind, expectations] of judge(failing)) {
            expect(expectations).toEqual([clauses[receiver]?.expectation]);
            expect(open.has(receiver)).toBe(kind !== 'opened');
            if (kind === 'opened') open.add(receiver);
            if (kind === 'resolved') open.delete(receiver);
          }
          expect([...open].toSorted()).toEqual([...failing].toSorted());
        }
      }),
    );
  });
});

describe('a message that waits', () => {
  it('that all is over is turned back when it fails again before it was sent', () => {
    const incident = sampleIncident({ failures: [clauses['finance'] as Failure, clauses['producer'] as Failure] });
    const healed = {
      ...incident,
      failures: [{ ...(clauses['finance'] as Failure), healedAt: incident.openedAt }, clauses['producer'] as Failure],
    };
    const row = (kind: 'resolved' | 'opened+resolved', id: string, more: object = {}): PreviousNotification => ({
      ...{
        id,
        receiver: 'finance',
        channelKey: 'email:finance@example.org',
        channel: { kind: 'email', to: 'finance@example.org' },
      },
      ...{ state: 'pending', kind, dueAt: start, audiences: ['finance'], ...more },
    });
    const plan = (previous: PreviousNotification[]) => {
      const changes = [{ kind: 'joined', expectation: 'amount.sum', reason: 'fails again' }] as const;
      const asked = { incident, before: healed, changes, change: 'refreshed', routing, previous } as const;
      return planNotifications(asked, start).map(({ receiver, action, kind }) => [receiver, action, kind]);
    };
    expect(plan([row('opened+resolved', '1')])).toEqual([['finance', 'coalesce', 'opened']]);
    const told = row('resolved', '1', { state: 'delivered', kind: 'opened' });
    expect(plan([told, row('resolved', '2')])).toEqual([['finance', 'coalesce', 'updated']]);
  });
});

describe('a part of an incident', () => {
  it('is the whole where no clause of a consumer fails, and nothing for whom it does not concern', () => {
    const incident = sampleIncident();
    expect(partFor(incident, [''])).toBe(incident);
    expect(partFor(incident, ['finance'])).toBeNull();
  });

  it('is routed by its own labels: consumer, owner and how bad that part is', () => {
    const incident = sampleIncident({ failures: Object.values(clauses), severity: 'error' });
    const labels = (audiences: string[]) => incidentLabels(partFor(incident, audiences) as IncidentFacts);
    expect(labels(['ads'])).toMatchObject({ consumer: 'ads', owner: 'growth', severity: 'warn', kind: 'max' });
    expect(labels(['finance'])).not.toHaveProperty('owner');
    expect(labels([''])).not.toHaveProperty('consumer');
    expect(labels(['', 'finance'])).not.toHaveProperty('consumer');
  });
});
