import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeToTell } from './change-to-tell.ts';
import { channelKey } from './channel-key.ts';
import { planNotifications } from './schedule.ts';
import type { ChangeToTell, NotificationPlan, PreviousNotification } from './schedule-types.ts';
import {
  holdSilenced,
  isSilencedInPart,
  readSilenceMatchers,
  silenceAt,
  silencedMessage,
  silenceState,
} from './silence.ts';
import type { Silence } from './silence.ts';
import { holdBack } from './testing/hold-back.ts';
import { sampleFailure, sampleIncident } from './testing/sample-incident.ts';
import type { IncidentFacts, ReceiverChannel, Routing } from './types.ts';

const start = new Date('2026-11-22T06:00:00.000Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const silence = (matchers: string[], more: Partial<Silence> = {}): Silence => ({
  id: 'S-3',
  matchers: readSilenceMatchers(matchers).matchers,
  namespaces: ['*'],
  startsAt: start,
  endsAt: after(3600),
  expiredAt: null,
  ...more,
});

describe('a silence', () => {
  it('is active from its start up to but without its end, and not once it was ended by hand', () => {
    const one = silence(['tier="gold"'], { startsAt: after(10) });
    const at = (seconds: number) => silenceState(one, after(seconds));
    expect([at(9), at(10), at(3599), at(3600)]).toEqual(['pending', 'active', 'active', 'expired']);
    expect(silenceState({ ...one, expiredAt: after(20) }, after(30))).toBe('expired');
  });

  it.each<[string[], boolean]>([
    [['tier="gold"'], true],
    [['tier="gold"', 'owner=~"team-.*"'], true],
    [['tier="gold"', 'owner="somebody"'], false],
    [['tier=~"gol"'], false],
    [['dataset="shop.orders"', 'region=""'], true],
    [['dataset="shop.orders"', 'region!=""'], false],
    [['severity!~"info|warn"', 'kind="mean"'], true],
  ])('with %j covers the incident of a gold dataset: %s', (matchers, covered) => {
    expect(isSilencedInPart(silence(matchers), sampleIncident())).toBe(covered);
  });

  it('reaches no further than the namespaces of its author', () => {
    const of = (namespaces: string[]) => isSilencedInPart(silence(['tier="gold"'], { namespaces }), sampleIncident());
    expect([of(['shop']), of(['postgres:*']), of(['postgres://db:5432']), of([])]).toEqual([false, true, true, false]);
  });

  it.each([[['region=""']], [['region!="x"']], [['region=~".*"']], [['a=~"|b"', 'c!~"d"']]])(
    'that would cover everything is refused: %j',
    (texts) => {
      expect(readSilenceMatchers(texts).problems).toEqual([
        { index: null, message: 'one matcher must not match the empty string, or everything would be silenced' },
      ]);
    },
  );

  it('says which matcher cannot be read', () => {
    expect(readSilenceMatchers(['tier="gold"', 'team=~"("']).problems).toMatchObject([{ index: 1 }]);
  });
});

const ana: ReceiverChannel = { kind: 'email', to: 'ana@example.org' };
const routing: Routing = { route: { receiver: 'team' }, receivers: [{ name: 'team', channels: [ana] }] };
const row = (more: Partial<PreviousNotification> = {}): PreviousNotification => ({
  id: '1',
  receiver: 'team',
  channelKey: channelKey(ana),
  channel: ana,
  state: 'pending',
  kind: 'opened',
  dueAt: after(30),
  ...more,
});
const plansFor = (change: ChangeToTell, silences: Silence[], previous: PreviousNotification[] = [], now = start) => {
  const incident = sampleIncident();
  return holdSilenced(planNotifications({ incident, change, routing, previous }, now), { silences }, now);
};

describe('under a silence', () => {
  const gold = silence(['tier="gold"']);

  it('an opening waits until the silence ends, and the reason says so', () => {
    expect(plansFor('opened', [gold])).toMatchObject([
      {
        action: 'insert',
        dueAt: after(3600),
        reason: 'muted by S-3 until 2026-11-22T07:00:00.000Z: routing leads here',
        mutedBy: gold,
      },
    ]);
  });

  it('of two silences the one that ends last counts', () => {
    const longer = silence(['tier="gold"'], { id: 'S-4', endsAt: after(7200) });
    expect(plansFor('opened', [gold, longer, gold])[0]?.dueAt).toEqual(after(7200));
  });

  it('a silence that begins within the group wait holds the opening too, one that ends within it does not', () => {
    expect(plansFor('opened', [silence(['tier="gold"'], { startsAt: after(20) })])[0]?.dueAt).toEqual(after(3600));
    expect(plansFor('opened', [silence(['tier="gold"'], { endsAt: after(20) })])[0]).toMatchObject({
      dueAt: after(30),
      mutedBy: null,
    });
  });

  it('who was told of the opening hears of the resolve at once', () => {
    const told = row({ state: 'delivered', deliveredAt: after(-60) });
    const held = row({ id: '2', kind: 'updated', dueAt: gold.endsAt });
    expect(plansFor('resolved', [gold], [told])).toMatchObject([{ action: 'insert', kind: 'resolved', dueAt: start }]);
    expect(plansFor('resolved', [gold], [told, held])).toMatchObject([
      { action: 'coalesce', id: '2', kind: 'resolved', dueAt: start, mutedBy: null },
    ]);
  });

  it('an incident that came and went is told to nobody', () => {
    expect(plansFor('resolved', [gold], [row({ dueAt: gold.endsAt })])).toMatchObject([
      { action: 'cancel', id: '1', reason: 'opened and resolved while muted by S-3 until 2026-11-22T07:00:00.000Z' },
    ]);
  });

  it('what no silence covers any more is due at once', () => {
    const warnOnly = silence(['severity="warn"']);
    expect(plansFor('updated', [warnOnly], [row({ dueAt: warnOnly.endsAt })])).toMatchObject([
      { action: 'coalesce', dueAt: start, mutedBy: null },
    ]);
  });
});

/** One incident, its outbox and some silences in memory; the deciding functions are the real ones. */
class World {
  now = start;
  silences: Silence[] = [];
  rows: (PreviousNotification & { facts: IncidentFacts })[] = [];
  incident: IncidentFacts = sampleIncident({ severity: 'warn', failures: [sampleFailure({ severity: 'warn' })] });

  constructor() {
    this.tell('opened');
  }

  inForce(): Silence[] {
    return this.silences.filter((one) => silenceState(one, this.now) !== 'expired');
  }

  tell(change: ChangeToTell): void {
    const { incident, now } = this;
    const plans = planNotifications({ incident, change, routing, previous: this.rows }, now);
    for (const plan of holdSilenced(plans, { silences: this.inForce() }, now)) this.write(plan);
  }

  write(plan: NotificationPlan): void {
    const { kind, dueAt, receiver, channel, channelKey: key } = plan;
    const facts = this.incident;
    if (plan.action === 'insert') {
      const id = String(this.rows.length + 1);
      const state = 'pending';
      this.rows.push({ id, receiver, channel, channelKey: key, state, kind, dueAt, attempts: 0, facts });
      return;
    }
    const found = this.rows.find((one) => one.id === plan.id);
    if (!found) throw new Error(`no row ${plan.id}`);
    if (plan.action === 'coalesce') Object.assign(found, { kind, dueAt, facts });
    else found.state = 'cancelled';
  }

  worsen(): void {
    if (this.incident.state === 'resolved') return;
    const before = this.incident;
    const failures = before.failures.map((one) => ({ ...one, severity: 'error' as const }));
    this.incident = { ...before, severity: 'error', failures };
    this.tell(changeToTell(before, this.incident, []) ?? 'refreshed');
  }

  resolve(): void {
    if (this.incident.state === 'resolved') return;
    const at = this.now.toISOString();
    this.incident = { ...this.incident, state: 'resolved', resolvedAt: at };
    this.tell('resolved');
  }

  expire(index: number): void {
    const one = this.inForce()[index];
    if (!one) return;
    this.silences = this.silences.map((other) => (other === one ? { ...one, expiredAt: this.now } : other));
    for (const held of this.rows) {
      if (held.state === 'pending' && held.dueAt.getTime() === one.endsAt.getTime()) held.dueAt = this.now;
    }
  }

  /** What keepSilence does, then one message that is due goes. */
  deliver(state: 'delivered' | 'pending'): void {
    for (const one of this.rows.filter((due) => due.state === 'pending' && due.attempts === 0)) {
      if (one.dueAt.getTime() > this.now.getTime() + 60_000) continue;
      const silenced = silencedMessage(one, { incident: one.facts, silences: this.inForce() }, this.now);
      if (silenced?.action === 'cancel') one.state = 'cancelled';
      if (silenced?.action === 'hold') one.dueAt = silenced.silence.endsAt;
    }
    const index = this.rows.findIndex((one) => one.state === 'pending' && one.dueAt <= this.now);
    const due = this.rows[index];
    if (!due) return;
    const hold = holdBack(due, this.rows.slice(0, index));
    if (hold?.action === 'wait') return;
    if (hold?.action === 'cancel') due.state = 'cancelled';
    else Object.assign(due, { state, attempts: (due.attempts ?? 0) + 1, deliveredAt: this.now });
    if (state === 'delivered' && due.kind !== 'resolved' && hold === null) {
      const told = due.attempts === 1 ? silenceAt(due.facts, this.inForce(), this.now) : null;
      expect(told, `told ${due.kind} in silence`).toBeNull();
    }
  }
}

const seconds = fc.nat({ max: 4000 });
const step = fc.oneof(
  fc.constant({ do: 'worsen' as const }),
  fc.record({ do: fc.constant('silence' as const), which: fc.nat({ max: 2 }), from: seconds, lasts: seconds }),
  fc.record({ do: fc.constant('expire' as const), index: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('wait' as const), seconds }),
  fc.record({ do: fc.constant('deliver' as const), state: fc.constantFrom('delivered' as const, 'pending' as const) }),
);
const kinds = [['tier="gold"'], ['severity="warn"'], ['tier="silver"']];

function apply(world: World, one: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
  if (one.do === 'worsen') world.worsen();
  if (one.do === 'expire') world.expire(one.index);
  if (one.do === 'deliver') world.deliver(one.state);
  if (one.do === 'wait') world.now = new Date(world.now.getTime() + one.seconds * 1000);
  if (one.do !== 'silence') return;
  const startsAt = new Date(world.now.getTime() + (one.from % 3 === 0 ? one.from : 0) * 1000);
  const endsAt = new Date(startsAt.getTime() + (one.lasts + 1) * 1000);
  const id = `S-${world.silences.length + 1}`;
  world.silences.push(silence(kinds[one.which] ?? [], { id, startsAt, endsAt }));
}

describe('over random histories of failing, silencing, ending silences and resolving', () => {
  it('nobody is told in silence, who was told hears of the end, and what is open when silence ends is told', () => {
    const seen = { held: 0, heard: 0, silent: 0, toldLater: 0 };
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 14 }),
        fc.array(step, { maxLength: 8 }),
        fc.boolean(),
        (before, then, ends) => {
          const world = new World();
          for (const one of before) apply(world, one);
          if (ends) world.resolve();
          for (const one of then) apply(world, one);
          if (world.rows.some(({ dueAt }) => world.silences.some(({ endsAt }) => +endsAt === +dueAt))) seen.held += 1;
          // Until every silence is over and nothing waits: nobody may have to be asked again.
          for (let turn = 0; turn < 60; turn += 1) {
            const next = Math.min(...world.rows.filter(({ state }) => state === 'pending').map(({ dueAt }) => +dueAt));
            if (next === Infinity) break;
            world.now = new Date(Math.max(+world.now, next));
            world.deliver('delivered');
          }
          expect(world.rows.filter(({ state }) => state === 'pending')).toEqual([]);
          const heard = world.rows.filter(({ state }) => state === 'delivered').map(({ kind }) => kind);
          const opening = heard.some((kind) => kind === 'opened' || kind === 'updated');
          if (ends && opening) expect(heard.filter((kind) => kind === 'resolved')).toHaveLength(1);
          if (ends && !opening) expect(heard.filter((kind) => kind === 'resolved')).toEqual([]);
          if (!ends) expect(opening).toBe(true);
          seen.heard += ends && opening ? 1 : 0;
          seen.silent += ends && heard.length === 0 ? 1 : 0;
          seen.toldLater += !ends && world.silences.length > 0 ? 1 : 0;
        },
      ),
      { numRuns: 2000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });
});
