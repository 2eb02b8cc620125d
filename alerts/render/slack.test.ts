import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMessage } from '../message.ts';
import { buildTestMessage } from '../test-message.ts';
import { sampleFailure, sampleIncident } from '../testing/sample-incident.ts';
import type { IncidentFacts, NotificationKind } from '../types.ts';
import { renderHtml } from './html.ts';
import { escapeSlack } from './slack-blocks.ts';
import { renderSlack, renderSlackReply } from './slack.ts';
import { renderText } from './text.ts';
import { renderWebhook } from './webhook.ts';

const now = new Date('2026-11-22T06:45:12.000Z');

const message = (
  facts: Partial<IncidentFacts> = {},
  more: { kind?: NotificationKind; insteadOf?: string; id?: string } = {},
) => {
  const { kind = 'opened', insteadOf = null, id = 'ntf_12' } = more;
  return buildMessage({ incident: sampleIncident(facts), kind, notificationId: id, insteadOf }, now);
};
const resolved = { state: 'resolved', resolvedAt: '2026-11-22T07:00:12.000Z' } as const;

/** Every text that Slack reads as mrkdwn or plain text, and every address. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'text' && typeof one === 'string' ? [one] : textsOf(one),
  );
}

describe('an incident in Slack', () => {
  it('says in header, sentence, facts and buttons what, how bad, observed against expected, since when and whose', () => {
    expect(renderSlack(message())).toEqual({
      text: '🔴 [Error] shop.orders: mean of amount is 4,190, expected 10 to 90',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '🔴 Error: shop.orders', emoji: true } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*mean of amount is 4,190, expected 10 to 90*', verbatim: true },
        },
        {
          type: 'section',
          fields: [
            { type: 'mrkdwn', text: '*Observed*\n4,190', verbatim: true },
            { type: 'mrkdwn', text: '*Expected*\n10 to 90', verbatim: true },
            { type: 'mrkdwn', text: '*Since*\n2026-11-22 05:58 UTC (47 min)', verbatim: true },
            { type: 'mrkdwn', text: '*Dataset*\npostgres://db:5432/shop.orders', verbatim: true },
            { type: 'mrkdwn', text: '*Owner*\nteam-payments', verbatim: true },
          ],
        },
        {
          type: 'actions',
          elements: [
            {
              ...{ type: 'button', action_id: 'open', style: 'primary', url: 'http://127.0.0.1:8080/incidents/INC-7' },
              text: { type: 'plain_text', text: 'Open', emoji: true },
            },
            {
              ...{ type: 'button', action_id: 'acknowledge' },
              text: { type: 'plain_text', text: 'Acknowledge…', emoji: true },
              url: 'http://127.0.0.1:8080/incidents/INC-7?ask=acknowledge',
            },
            {
              ...{ type: 'button', action_id: 'runbook', url: 'https://wiki.example/orders' },
              text: { type: 'plain_text', text: 'Runbook', emoji: true },
            },
          ],
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: 'INC-7 · tier=gold · ntf_12', verbatim: true }] },
      ],
    });
  });

  it.each<[Partial<IncidentFacts>, NotificationKind, string]>([
    [{ severity: 'critical' }, 'opened', '🚨 Critical: shop.orders'],
    [{ severity: 'warn' }, 'updated', '🟡 Warning, updated: shop.orders'],
    [{ severity: 'info' }, 'opened', '🔵 Info: shop.orders'],
    [resolved, 'resolved', '✅ Resolved: shop.orders'],
    [resolved, 'opened+resolved', '✅ Opened and resolved: shop.orders'],
  ])('has a shape and a word for its state: %j %s', (facts, kind, title) => {
    expect(renderSlack(message(facts, { kind })).blocks[0]).toMatchObject({ text: { text: title } });
  });

  it('offers to acknowledge only what is open, and a runbook only where there is an address', () => {
    const buttons = (facts: Partial<IncidentFacts>) =>
      /"action_id":"\w+"/g[Symbol.match](JSON.stringify(renderSlack(message(facts)).blocks));
    expect(buttons({ ...resolved, runbook: null })).toEqual(['"action_id":"open"']);
    expect(buttons({ state: 'acknowledged', runbook: 'ask Ana' })).toEqual(['"action_id":"open"']);
  });

  it('lists ten failures, those that pass again as such, and how many more', () => {
    const failures = Array.from({ length: 13 }, (_, index) =>
      sampleFailure({ expectation: `e${index}`, healedAt: index === 0 ? '2026-11-22T06:00:00Z' : null }),
    );
    const list = textsOf(renderSlack(message({ failures })).blocks).find((text) => text.includes('and 3 more'));
    expect(list?.split('\n')).toHaveLength(11);
    const two = textsOf(renderSlack(message({ failures: failures.slice(0, 2) })).blocks);
    expect(two.some((text) => text.includes('✓ passes again: mean of amount'))).toBe(true);
  });

  it('says why it came when another receiver does not answer, and so do mail and webhook', () => {
    const instead = message({}, { insteadOf: 'slack-<payments>' });
    const said = 'sent here because slack-&lt;payments&gt; does not answer';
    expect(renderSlack(instead).text).toContain(`(${said})`);
    expect(textsOf(renderSlack(instead).blocks)).toContain(`⚠️ S${said.slice(1)}.`);
    expect(renderText(instead)).toContain('Sent here because slack-<payments> does not answer.\n');
    expect(renderHtml(instead)).toContain('Sent here because slack-&lt;payments&gt; does not answer.');
    expect(JSON.parse(renderWebhook(instead))).toMatchObject({ data: { insteadOf: 'slack-<payments>' } });
    expect(renderText(message())).not.toContain('does not answer');
  });

  it('in its thread is one line', () => {
    expect(renderSlackReply(message(resolved, { kind: 'resolved' }))).toEqual({
      text: '✅ [Resolved] shop.orders: mean of amount is 4,190, expected 10 to 90; resolved after 1 h 2 min',
    });
  });
});

describe('a test message', () => {
  const test = buildTestMessage(
    {
      receiver: 'slack-payments',
      by: 'ana@example.org',
      url: 'https://p.example.org/alerting',
      notificationId: 'test_1',
    },
    now,
  );
  it('is marked TEST wherever it is read, and offers nothing to acknowledge', () => {
    const { text, blocks } = renderSlack(test);
    expect(text).toBe('🧪 [TEST] Plumbline reaches slack-payments; nothing is wrong');
    expect(blocks[0]).toMatchObject({ text: { text: '🧪 TEST' } });
    expect(JSON.stringify(blocks)).not.toContain('acknowledge');
    expect(renderText(test)).toMatch(/^\[TEST\] [^]*somebody asked for: nothing is wrong/);
    expect(renderHtml(test)).toContain('[TEST]');
    expect(test.subject).toContain('TEST');
  });
  it('opens no incident in what listens to a webhook', () => {
    expect(JSON.parse(renderWebhook(test))).toMatchObject({ type: 'test', data: { incidentId: 'TEST' } });
  });
});

describe('whatever the data says', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      '<!channel>',
      '<!here|now>',
      '<@U012345>',
      '<https://evil.example|Open>',
      '&lt;!channel&gt;',
      '<!subteam^S1>',
      '"'.repeat(400),
      '&'.repeat(400),
      '\\'.repeat(400),
      '<'.repeat(5000),
      '\u202e<!everyone>\n\n<!channel>',
      '🚨'.repeat(300),
    ),
  );
  const failure = fc.record({
    ...{ expectation: hostile, kind: fc.oneof(hostile, fc.constantFrom('mean', 'in_set', 'run')), reason: hostile },
    ...{ column: fc.option(hostile), observed: fc.option(hostile), unit: fc.option(hostile) },
    expected: fc.option(
      fc.oneof(fc.record({ set: fc.array(hostile, { maxLength: 8 }) }), fc.record({ text: hostile })),
    ),
  });
  const incident = fc.record({
    ...{
      owner: fc.option(hostile),
      runbook: fc.option(fc.oneof(hostile, fc.webUrl())),
      acknowledgedBy: fc.option(hostile),
    },
    subject: fc.record({
      kind: fc.constantFrom('dataset' as const, 'job' as const),
      namespace: hostile,
      name: hostile,
    }),
    labels: fc.dictionary(hostile, hostile, { maxKeys: 8 }),
    failures: fc.array(failure, { maxLength: 14 }),
  });
  const kinds = fc.constantFrom<NotificationKind>('opened', 'updated', 'resolved', 'opened+resolved');

  it('nothing in it mentions anybody, links anywhere or is more than Slack takes', () => {
    fc.assert(
      fc.property(incident, kinds, fc.option(hostile), (facts, kind, insteadOf) => {
        const failures = facts.failures.map((one) => sampleFailure(one));
        const { text, blocks } = renderSlack(
          message({ ...facts, failures }, { kind, ...(insteadOf === null ? {} : { insteadOf }) }),
        );
        const reply = renderSlackReply(message({ ...facts, failures }, { kind }));
        for (const one of [...textsOf(blocks), text, reply.text]) {
          expect(one).not.toMatch(/[<>]/);
          expect(one).not.toMatch(/&(?!amp;|lt;|gt;)/);
          expect(one.isWellFormed()).toBe(true);
        }
        expect(text).not.toBe('');
        expect(text.length).toBeLessThanOrEqual(3000);
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(12_000);
        expect(blocks.length).toBeLessThanOrEqual(50);
        for (const block of blocks) withinLimits(block);
      }),
      { numRuns: 400 },
    );
  });

  function withinLimits(block: ReturnType<typeof renderSlack>['blocks'][number]): void {
    if (block.type === 'header') {
      expect(block.text.text.length).toBeLessThanOrEqual(150);
      expect(block.text.text).not.toContain('\n');
    }
    if (block.type === 'section') {
      expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
      expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
      for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
    }
    if (block.type === 'actions') {
      for (const { url } of block.elements) {
        expect(url).toMatch(/^https?:\/\/[^\s<>]+$/);
        expect(url.length).toBeLessThanOrEqual(3000);
      }
    }
    if (block.type === 'context') expect(block.elements.length).toBeLessThanOrEqual(10);
  }

  it('is cut between characters and never inside an entity', () => {
    expect(escapeSlack('a&b', 7)).toBe('a&amp;b');
    expect(escapeSlack('a&b', 6)).toBe('a…');
    expect(escapeSlack('🚨🚨🚨', 5)).toBe('🚨🚨…');
  });
});
