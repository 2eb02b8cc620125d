import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelKey } from './channel-key.ts';
import { planNotifications } from './schedule.ts';
import type { ChangeToTell, NotificationPlan, PreviousNotification } from './schedule-types.ts';
import { holdBack } from './testing/hold-back.ts';
import { sampleIncident } from './testing/sample-incident.ts';
import type { ReceiverChannel, Routing } from './types.ts';

const now = new Date('2026-11-22T06:00:00.000Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const ana: ReceiverChannel = { kind: 'email', to: 'ana@example.org' };
const ben: ReceiverChannel = { kind: 'email', to: 'ben@example.org' };
const hook: ReceiverChannel = { kind: 'webhook', url: 'https://hooks.example.org/a', secret: 'whsec_new' };

const toTeam = (facts: Partial<Routing['receivers'][number]> = {}): Routing => ({
  route: { receiver: 'team' },
  receivers: [{ name: 'team', channels: [ana, hook], ...facts }],
});

const row = (facts: Partial<PreviousNotification> = {}): PreviousNotification => ({
  id: '1',
  receiver: 'team',
  channelKey: channelKey(facts.channel ?? ana),
  channel: ana,
  state: 'pending',
  kind: 'opened',
  dueAt: after(30),
  ...facts,
});

const plan = (change: ChangeToTell, routing: Routing, previous: PreviousNotification[] = []) =>
  planNotifications({ incident: sampleIncident(), change, routing, previous }, now);

const brief = (plans: NotificationPlan[]) =>
  plans.map(({ action, id, kind, channel, dueAt }) => [
    action,
    id ?? null,
    kind,
    channelKey(channel),
    (dueAt.getTime() - now.getTime()) / 1000,
  ]);

describe('an opening', () => {
  it('is one row per receiver and channel, due after the group wait, saying how it got there', () => {
    const plans = plan('opened', toTeam());
    expect(brief(plans)).toEqual([
      ['insert', null, 'opened', 'email:ana@example.org', 30],
      ['insert', null, 'opened', 'webhook:https://hooks.example.org/a', 30],
    ]);
    expect(plans[0]).toMatchObject({ receiver: 'team', groupKey: '{}', path: [{ index: 0, matchers: [] }] });
    expect(plans[0]?.reason).toBe('routing leads here');
  });

  it('waits as long as its route says', () => {
    const routing = { ...toTeam(), route: { receiver: 'team', groupWaitSeconds: 5 } };
    expect(plan('opened', routing)[0]?.dueAt).toEqual(after(5));
  });

  it('told a second time changes nothing for who was told', () => {
    expect(plan('opened', toTeam({ channels: [ana] }), [row({ state: 'delivered' })])).toEqual([]);
  });

  it('reaches a receiver once, though two routes lead there', () => {
    const routes = [{ continue: true }, {}].map((route) => ({ ...route, receiver: 'team' }));
    const routing = { ...toTeam({ channels: [ana] }), route: { receiver: 'team', routes } };
    expect(plan('opened', routing)).toHaveLength(1);
  });

  it('goes nowhere when the receiver has no channels', () => {
    expect(plan('opened', toTeam({ channels: [] }))).toEqual([]);
  });
});

describe('a resolve', () => {
  const routing = toTeam({ channels: [ana] });

  it.each<[string, PreviousNotification[], unknown[]]>([
    ['within the group wait makes one message that says both', [row()], [['coalesce', '1', 'opened+resolved', 30]]],
    ['follows a delivered opening at once', [row({ state: 'delivered' })], [['insert', null, 'resolved', 0]]],
    ['follows an opening that is on its way', [row({ state: 'sending' })], [['insert', null, 'resolved', 0]]],
    ['follows an opening that waits for a retry', [row({ attempts: 2 })], [['insert', null, 'resolved', 0]]],
    [
      'takes the place of an update that waits',
      [row({ state: 'delivered' }), row({ id: '2', kind: 'updated' })],
      [['coalesce', '2', 'resolved', 0]],
    ],
    ['is never told to who was not told of the opening', [], []],
    ['is never told when the opening did not arrive', [row({ state: 'dead' })], []],
    ['is never told after a cancelled opening', [row({ state: 'cancelled' })], []],
    ['is told once', [row({ state: 'delivered' }), row({ id: '2', kind: 'resolved' })], []],
  ])('%s', (_claim, previous, expected) => {
    expect(
      brief(plan('resolved', routing, previous)).map(([action, id, kind, , due]) => [action, id, kind, due]),
    ).toEqual(expected);
  });

  it('goes to the places that were told, though routing has changed since', () => {
    const elsewhere: Routing = { route: { receiver: 'b' }, receivers: [{ name: 'b', channels: [ben] }] };
    const plans = plan('resolved', elsewhere, [row({ state: 'delivered', groupKey: '{}/{a="b"}' })]);
    expect(plans).toMatchObject([{ receiver: 'team', channel: ana, kind: 'resolved', groupKey: '{}/{a="b"}' }]);
  });

  it('is signed with the secret in force now', () => {
    const old: ReceiverChannel = { ...hook, secret: 'whsec_old' };
    const plans = plan('resolved', toTeam(), [row({ state: 'delivered', channel: old })]);
    expect(plans[0]?.channel).toEqual(hook);
  });

  it('spares receivers that want no resolves, and what they were not told yet is not told at all', () => {
    const quiet = toTeam({ channels: [ana], sendResolved: false });
    expect(plan('resolved', quiet, [row({ state: 'delivered' })])).toEqual([]);
    expect(brief(plan('resolved', quiet, [row()]))).toEqual([['cancel', '1', 'opened', 'email:ana@example.org', 30]]);
  });
});

describe('an update', () => {
  const routing = toTeam({ channels: [ana] });
  const told = row({ state: 'delivered', deliveredAt: after(-60) });

  it.each<[string, ChangeToTell, PreviousNotification[], unknown[]]>([
    ['goes into an opening that waits', 'updated', [row()], [['coalesce', '1', 'opened', 30]]],
    ['waits out the group interval since the last message', 'updated', [told], [['insert', null, 'updated', 240]]],
    [
      'long after the last message goes at once',
      'updated',
      [row({ state: 'delivered', deliveredAt: after(-9999) })],
      [['insert', null, 'updated', 0]],
    ],
    ['is not folded into what may have arrived', 'updated', [row({ attempts: 1 })], [['insert', null, 'updated', 300]]],
    ['opens the incident for who is routed to only now', 'updated', [], [['insert', null, 'opened', 30]]],
    [
      'opens it for whom the opening never reached',
      'updated',
      [row({ state: 'dead' })],
      [['insert', null, 'opened', 30]],
    ],
    ['not worth telling goes into what waits', 'refreshed', [row()], [['coalesce', '1', 'opened', 30]]],
    ['not worth telling is not told to the told', 'refreshed', [told], []],
    ['not worth telling is told to the newly routed', 'refreshed', [], [['insert', null, 'opened', 30]]],
    ['not worth telling does not raise the dead', 'refreshed', [row({ state: 'dead' })], []],
  ])('%s', (_claim, change, previous, expected) => {
    expect(brief(plan(change, routing, previous)).map(([action, id, kind, , due]) => [action, id, kind, due])).toEqual(
      expected,
    );
  });
});

/** Applies plans as the outbox would. */
function applied(rows: PreviousNotification[], plans: NotificationPlan[]): PreviousNotification[] {
  const next = rows.map((one) => {
    const change = plans.find((each) => each.id === one.id);
    if (!change) return one;
    expect(one).toMatchObject({ state: 'pending', attempts: 0 });
    if (change.action === 'cancel') return { ...one, state: 'cancelled' as const };
    return { ...one, kind: change.kind, dueAt: change.dueAt, channel: change.channel };
  });
  const inserted = plans.filter((each) => each.action === 'insert');
  const fresh = inserted.map(({ receiver, channel, kind, dueAt }, index) =>
    row({ id: String(rows.length + index + 1), receiver, channel, kind, dueAt, attempts: 0 }),
  );
  return [...next, ...fresh];
}

const routings: Routing[] = [
  toTeam(),
  { route: { receiver: 'b' }, receivers: [{ name: 'b', channels: [ben, ana] }] },
  {
    route: { receiver: 'team', routes: [{ receiver: 'b', continue: true }, { receiver: 'team' }] },
    receivers: [...toTeam().receivers, { name: 'b', channels: [ben] }],
  },
  toTeam({ sendResolved: false }),
  { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody', channels: [] }] },
];

type Step =
  | { do: 'tell'; change: 'updated' | 'refreshed' }
  | { do: 'route'; to: number }
  | { do: 'claim' }
  | { do: 'answer'; state: 'delivered' | 'dead' | 'pending' };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ do: fc.constant('tell' as const), change: fc.constantFrom('updated' as const, 'refreshed' as const) }),
    fc.record({ do: fc.constant('route' as const), to: fc.nat({ max: routings.length - 1 }) }),
    fc.record({ do: fc.constant('claim' as const) }),
    fc.record({
      do: fc.constant('answer' as const),
      state: fc.constantFrom('delivered' as const, 'dead' as const, 'pending' as const),
    }),
  ),
  { maxLength: 25 },
);

/** The outbox under any interleaving: the first row that may be sent is claimed; the first being sent is answered. */
function worked(rows: PreviousNotification[], step: Step): PreviousNotification[] {
  if (step.do === 'claim') {
    const holds = rows.map((one, index) => (one.state === 'pending' ? holdBack(one, rows.slice(0, index)) : null));
    const claimed = rows.findIndex((one, index) => one.state === 'pending' && holds[index]?.action !== 'wait');
    const state = holds[claimed]?.action === 'cancel' ? 'cancelled' : 'sending';
    return rows.map((one, index) => (index === claimed ? { ...one, state } : one));
  }
  if (step.do === 'answer') {
    const answered = rows.findIndex((one) => one.state === 'sending');
    return rows.map((one, index) =>
      index === answered ? { ...one, state: step.state, attempts: (one.attempts ?? 0) + 1 } : one,
    );
  }
  return rows;
}

function expectOneUntried(rows: PreviousNotification[]): void {
  const untried = rows.filter((one) => one.state === 'pending' && one.attempts === 0);
  const places = untried.map((one) => `${one.receiver} ${one.channelKey}`);
  expect(new Set(places).size).toBe(places.length);
}

describe('over thousands of random histories', () => {
  it('who heard of the opening hears of the resolve, nobody else does, and one untried row waits at most', () => {
    let resolvesHeard = 0;
    fc.assert(
      fc.property(steps, steps, fc.nat({ max: routings.length - 1 }), (before, afterwards, start) => {
        let routing = routings[start] ?? toTeam();
        let rows = applied([], plan('opened', routing));
        for (const step of before) {
          if (step.do === 'route') routing = routings[step.to] ?? routing;
          rows = step.do === 'tell' ? applied(rows, plan(step.change, routing, rows)) : worked(rows, step);
          expectOneUntried(rows);
        }
        rows = applied(rows, plan('resolved', routing, rows));
        expectOneUntried(rows);
        expect(plan('resolved', routing, rows).filter((one) => one.action === 'insert')).toEqual([]);
        for (const step of afterwards) rows = worked(rows, step);
        while (rows.some((one) => one.state === 'pending' || one.state === 'sending')) {
          rows = worked(worked(rows, { do: 'claim' }), { do: 'answer', state: 'delivered' });
        }
        for (const place of new Set(rows.map((one) => JSON.stringify([one.receiver, one.channelKey])))) {
          const there = rows.filter((one) => JSON.stringify([one.receiver, one.channelKey]) === place);
          const heard = there.filter((one) => one.state === 'delivered').map((one) => one.kind);
          const ends = there.filter((one) => one.kind.endsWith('resolved'));
          const wants = routing.receivers.find((one) => one.name === there[0]?.receiver)?.sendResolved !== false;
          const openings = heard.filter((kind) => kind === 'opened' || kind === 'updated');
          resolvesHeard += heard.filter((kind) => kind === 'resolved').length;
          if (openings.length > 0 && wants) expect(ends.map((one) => one.state)).not.toContain('cancelled');
          if (openings.length > 0 && wants) expect(ends).toHaveLength(1);
          if (heard.includes('resolved')) expect(openings.length).toBeGreaterThan(0);
          if (heard.includes('opened+resolved')) expect(heard).toEqual(['opened+resolved']);
          expect(heard.findIndex((kind) => kind.endsWith('resolved'))).toBeOneOf([-1, heard.length - 1]);
          if (!wants) expect(ends.filter((one) => one.state !== 'cancelled')).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
    expect(resolvesHeard).toBeGreaterThan(500);
  });
});
