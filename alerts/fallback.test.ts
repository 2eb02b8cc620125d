import { describe, expect, it } from 'vitest';
import { planFallbacks } from './fallback.ts';
import type { FallbackCandidate } from './fallback.ts';
import { sampleIncident } from './testing/sample-incident.ts';
import type { IncidentFacts, Routing } from './types.ts';

const now = new Date('2026-11-23T12:00:00Z');
const chat = { kind: 'slack', channel: '#payments' } as const;
const mail = { kind: 'email', to: 'duty@example.org' } as const;
const phone = { kind: 'webhook', url: 'https://pager.example.org/x' } as const;
const routing: Routing = {
  route: { receiver: 'chat' },
  receivers: [
    { name: 'chat', channels: [chat], fallback: 'mail' },
    { name: 'mail', channels: [mail, phone], fallback: 'last' },
    { name: 'last', channels: [{ kind: 'email', to: 'boss@example.org' }] },
  ],
};
const row = (more: Partial<FallbackCandidate> = {}): FallbackCandidate => ({
  ...{ id: '1', receiver: 'chat', channelKey: 'slack:#payments', channel: chat, state: 'pending', kind: 'opened' },
  ...{ attempts: 3, dueAt: now, fallbackFor: null, inTrouble: true },
  ...more,
});
const atMail = (more: Partial<FallbackCandidate> = {}) =>
  row({ id: '2', receiver: 'mail', channelKey: 'email:duty@example.org', channel: mail, inTrouble: false, ...more });
const atPhone = (more: Partial<FallbackCandidate> = {}) =>
  row({ id: '3', receiver: 'mail', channelKey: `webhook:${phone.url}`, channel: phone, inTrouble: false, ...more });

const plansOf = (rows: FallbackCandidate[], facts: Partial<IncidentFacts> = {}) =>
  planFallbacks({ incident: sampleIncident(facts), routing, rows }, now).map(
    ({ receiver, channelKey, kind, fallbackFor }) => `${kind} to ${receiver} ${channelKey} for ${fallbackFor}`,
  );

describe('a receiver that does not answer', () => {
  it('has every channel of its fallback told, at once and with why', () => {
    const plans = planFallbacks({ incident: sampleIncident(), routing, rows: [row()] }, now);
    expect(plans).toMatchObject([
      { receiver: 'mail', channel: mail, kind: 'opened', fallbackFor: '1', dueAt: now },
      { receiver: 'mail', channel: phone, kind: 'opened', fallbackFor: '1' },
    ]);
    expect(plans[0]?.reason).toBe('chat does not answer, and this is its fallback');
  });
  it('with a dead letter as well', () => {
    expect(plansOf([row({ state: 'dead' })])).toHaveLength(2);
  });
  it.each<[string, FallbackCandidate[], Partial<IncidentFacts>]>([
    ['a warning', [row()], { severity: 'warn' }],
    ['an incident that is over', [row()], { state: 'resolved', resolvedAt: now.toISOString() }],
    ['a message that is not in trouble', [row({ inTrouble: false })], {}],
    ['a message that arrived later after all', [row({ state: 'dead' }), row({ id: '9', inTrouble: false })], {}],
    ['a resolve', [row({ kind: 'resolved' })], {}],
    ['a receiver without a fallback', [row({ receiver: 'last' })], {}],
    ['a receiver that routing no longer names', [row({ receiver: 'gone' })], {}],
    ['what its fallback was told already', [row(), atMail({ fallbackFor: '1' }), atPhone({ fallbackFor: '1' })], {}],
    ['what its fallback was told for another reason', [row(), atMail({ state: 'delivered' }), atPhone()], {}],
  ])('has its fallback left alone about %s', (_claim, rows, facts) => {
    expect(plansOf(rows, facts)).toEqual([]);
  });
  it('has its fallback told again when the incident got worse since', () => {
    const rows = [
      row(),
      atMail({ fallbackFor: '1', state: 'delivered' }),
      atPhone({ fallbackFor: '1', state: 'delivered' }),
      row({ id: '7', kind: 'updated' }),
    ];
    expect(plansOf(rows)).toEqual([
      'updated to mail email:duty@example.org for 7',
      `updated to mail webhook:${phone.url} for 7`,
    ]);
  });
  it('whose fallback does not answer either has the fallback of that one told', () => {
    const rows = [
      row(),
      atMail({ fallbackFor: '1', inTrouble: true }),
      atPhone({ fallbackFor: '1', state: 'delivered' }),
    ];
    expect(plansOf(rows)).toEqual(['opened to last email:boss@example.org for 2']);
  });
  it('tells a place once, though two receivers lead there', () => {
    const both: Routing = {
      ...routing,
      receivers: [...routing.receivers, { name: 'other', channels: [phone], fallback: 'last' }],
    };
    const rows = [
      row({ receiver: 'mail', channelKey: 'email:duty@example.org', channel: mail }),
      row({ id: '4', receiver: 'other', channelKey: `webhook:${phone.url}`, channel: phone }),
    ];
    expect(planFallbacks({ incident: sampleIncident(), routing: both, rows }, now)).toHaveLength(1);
  });
});
