import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import { buildMessage, incidentSentence } from './message.ts';
import { escapeHtml, renderHtml } from './render/html.ts';
import { renderText } from './render/text.ts';
import { renderWebhook } from './render/webhook.ts';
import { sampleFailure, sampleIncident } from './testing/sample-incident.ts';
import type { Failure, IncidentFacts, NotificationKind } from './types.ts';
import { formatDuration, formatInstant, formatNumber, oneLine } from './words.ts';

const now = new Date('2026-11-22T06:45:12.000Z');

const message = (facts: Partial<IncidentFacts> = {}, kind: NotificationKind = 'opened') =>
  buildMessage({ incident: sampleIncident(facts), kind, notificationId: 'ntf-12' }, now);

const resolved = { state: 'resolved', resolvedAt: '2026-11-22T07:00:12.000Z' } as const;

describe('a failure in one sentence', () => {
  it.each<[Partial<Failure>, string]>([
    [{}, 'mean of amount is 4,190, expected 10 to 90'],
    [
      { kind: 'row_count', column: null, observed: 256, expected: { low: 2000, high: null }, unit: 'rows' },
      'row_count is 256, expected at least 2,000',
    ],
    [
      { kind: 'row_count', column: null, observed: 3000, expected: { low: 6505.522, high: 8000.9 }, unit: 'rows' },
      'row_count is 3,000, expected 6,506 to 8,000',
    ],
    [
      { kind: 'row_count', column: null, observed: 3000, expected: { low: 6505.522, high: 8000.9 } },
      'row_count is 3,000, expected 6,506 to 8,000',
    ],
    [
      { kind: 'schema_change', column: null, observed: 2, expected: { text: 'no change' }, reason: 'Latitude removed' },
      'schema changed: Latitude removed',
    ],
    [
      {
        kind: 'schema',
        column: null,
        observed: 5,
        expected: { set: ['id', 'amount'] },
        unit: 'columns',
        reason: 'missing: amount; not expected: price',
      },
      'schema: missing amount; not expected price',
    ],
    [
      { kind: 'not_null', observed: 51234, expected: null, reason: '51234 of 1023400 values are null' },
      'not_null on amount: 51,234 of 1,023,400 values are null',
    ],
    [
      {
        kind: 'in_set',
        column: 'currency',
        observed: 12,
        expected: { set: ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK'] },
        reason: 'at least 12 of 10234 values are outside the set',
      },
      'in_set on currency: at least 12 of 10,234 values are outside the set, expected one of EUR, USD, GBP, CHF, SEK and 2 more',
    ],
    [
      {
        kind: 'counter',
        column: null,
        expectation: 'orphan-customers',
        observed: 9,
        expected: null,
        reason: '9 of 1000 rows failed',
      },
      'counter orphan-customers: 9 of 1,000 rows failed',
    ],
    [
      {
        kind: 'metric',
        column: null,
        expectation: 'refund-rate',
        observed: 0.071,
        expected: { low: null, high: 0.05 },
      },
      'metric refund-rate is 0.071, expected at most 0.05',
    ],
    [
      { kind: 'range', observed: -4, expected: { low: 0, high: null } },
      'worst value of amount is -4, expected at least 0',
    ],
    [
      {
        kind: 'range',
        outcome: 'warn',
        observed: 3,
        expected: { low: 0, high: null },
        reason: '3 of 9 values are out of range',
      },
      'range on amount: 3 of 9 values are out of range',
    ],
    [
      { kind: 'freshness', column: null, observed: 9000, expected: { low: null, high: 7200 }, unit: 'seconds' },
      'freshness is 2 h 30 min, expected at most 2 h',
    ],
    [
      {
        kind: 'max',
        column: 'updated_at',
        observed: '2026-11-20T23:59:30Z',
        expected: { low: '2026-11-21T00:00:00Z', high: null },
      },
      'max of updated_at is 2026-11-20 23:59 UTC, expected at least 2026-11-21 00:00 UTC',
    ],
    [{ observed: 90.001, expected: { low: null, high: 90 } }, 'mean of amount is 90.001, expected at most 90'],
    [{ observed: 1000.4, expected: { low: null, high: 1000 } }, 'mean of amount is 1,000.4, expected at most 1,000'],
    [
      { observed: 0.07, expected: { low: 0, high: 0 }, unit: 'fraction' },
      'mean of amount is 7 %, expected exactly 0 %',
    ],
    [{ healedAt: '2026-11-22T07:00:12.000Z' }, 'mean of amount was 4,190, expected 10 to 90'],
    [{ observed: null, reason: 'the column is missing' }, 'mean on amount: the column is missing'],
    [
      { kind: 'run', column: null, observed: 'FAIL', expected: { text: 'COMPLETE' }, reason: 'disk full' },
      'run failed: disk full',
    ],
    [
      {
        ...{ kind: 'anomaly', expectation: 'amount.anomaly', outcome: 'warn', expected: { low: 39.8, high: 44.1 } },
        reason: 'mean 4,190 is 100 times its usual 41.9 (39.8 to 44.1 expected on Mondays)',
      },
      'amount: mean 4,190 is 100 times its usual 41.9 (39.8 to 44.1 expected on Mondays)',
    ],
    [
      {
        ...{ kind: 'anomaly', expectation: 'row_count.anomaly [country=DE]', column: null, segment: 'country=DE' },
        ...{ observed: 5021, expected: { low: 10_100, high: 10_400 }, unit: 'rows' },
        reason: 'rows halved: 5,021 where 10,100 to 10,400 are usual',
      },
      'country=DE: rows halved: 5,021 where 10,100 to 10,400 are usual',
    ],
  ])('%j', (facts, sentence) => {
    expect(describeFailure(sampleFailure(facts))).toBe(sentence);
  });

  it('of a learned monitor names what was watched, what it was and what is usual', () => {
    const anomaly = sampleFailure({
      ...{
        kind: 'anomaly',
        expectation: 'row_count.anomaly',
        column: null,
        outcome: 'warn',
        unit: 'rows',
        observed: 5021,
      },
      ...{ expected: { low: 10_088.4, high: 10_411.6 }, reason: 'rows halved: 5,021 where 10,100 to 10,400 are usual' },
    });
    expect(message({ severity: 'warn', failures: [anomaly] })).toMatchObject({
      heading: '[Warning] shop.orders: rows halved: 5,021 where 10,100 to 10,400 are usual',
      facts: expect.arrayContaining([
        { name: 'What', value: 'anomaly of row_count' },
        { name: 'Observed', value: 'rows halved: 5,021 where 10,100 to 10,400 are usual' },
        { name: 'Expected', value: '10,089 to 10,411' },
      ]),
    });
    expect(
      message({ failures: [{ ...anomaly, column: 'amount', expectation: 'amount.anomaly' }] }).facts,
    ).toContainEqual({
      name: 'What',
      value: 'anomaly of amount',
    });
  });

  it('is one line of bounded length whatever the names hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2000 });
    const facts = fc.record({ kind: text, column: fc.option(text), reason: text, observed: text });
    fc.assert(
      fc.property(facts, (some) => {
        const sentence = describeFailure(sampleFailure(some));
        expect(sentence).not.toMatch(/[\p{Cc}\u202e]/u);
        expect(sentence.length).toBeLessThan(1500);
      }),
    );
  });
});

describe('numbers, times and lengths are for people', () => {
  it.each([
    [4190, '4,190'],
    [6505.522, '6,506'],
    [41.9, '41.9'],
    [8.33333, '8.33'],
    [0.0133333, '0.0133'],
    [0, '0'],
    [-1234.5, '-1,235'],
    [1e-9, '1.00e-9'],
    [1e21, '1.00000e+21'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [0.2, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [5025, '1 h 23 min'],
    [90_061, '1 d 1 h'],
    [86_460, '1 d'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('an instant is told in UTC, and what is none is left alone', () => {
    expect(formatInstant('2026-11-22T06:58:12+01:00')).toBe('2026-11-22 05:58 UTC');
    expect(formatInstant('yesterday')).toBe('yesterday');
  });
});

describe('a message', () => {
  it('says how bad, where, what, observed, expected, since when, whose, what to read and where to go', () => {
    const made = message();
    expect(made.heading).toBe('[Error] shop.orders: mean of amount is 4,190, expected 10 to 90');
    expect(made.facts).toEqual([
      { name: 'What', value: 'mean of amount' },
      { name: 'Observed', value: '4,190' },
      { name: 'Expected', value: '10 to 90' },
      { name: 'Since', value: '2026-11-22 05:58 UTC (47 min)' },
      { name: 'Dataset', value: 'postgres://db:5432/shop.orders' },
      { name: 'Severity', value: 'error' },
      { name: 'Owner', value: 'team-payments' },
      { name: 'Runbook', value: 'https://wiki.example/orders' },
      { name: 'Open', value: 'http://127.0.0.1:8080/incidents/INC-7' },
    ]);
  });

  it('keeps one subject over the whole life of its incident', () => {
    const lives = [
      message(),
      message({ severity: 'critical', failures: [sampleFailure({ kind: 'min' }), sampleFailure()] }, 'updated'),
      message({ ...resolved, owner: null }, 'resolved'),
    ];
    expect(new Set(lives.map((one) => one.subject))).toEqual(new Set(['[Plumbline] INC-7 shop.orders']));
  });

  it.each<[NotificationKind, Partial<IncidentFacts>, string]>([
    ['opened', { severity: 'critical' }, '[Critical] shop.orders: '],
    ['updated', { severity: 'warn' }, '[Warning, updated] shop.orders: '],
    ['resolved', resolved, '[Resolved] shop.orders: '],
    ['opened+resolved', resolved, '[Opened and resolved] shop.orders: '],
  ])('that is %s says so first', (kind, facts, start) => {
    expect(message(facts, kind).heading.startsWith(start)).toBe(true);
  });

  it('of a resolve says what it was, when it ended and how long it took', () => {
    const made = message({ ...resolved, failures: [sampleFailure({ healedAt: resolved.resolvedAt })] }, 'resolved');
    expect(made.heading).toContain('mean of amount was 4,190, expected 10 to 90; resolved after 1 h 2 min');
    expect(made.facts).toContainEqual({ name: 'Resolved', value: '2026-11-22 07:00 UTC (after 1 h 2 min)' });
  });

  it('leads with the worst failure still open, counts the others, and shows ten', () => {
    const many = Array.from({ length: 13 }, (_, index) =>
      sampleFailure({ expectation: `e${index}`, column: `c${index}` }),
    );
    const worst = sampleFailure({ expectation: 'worst', column: 'key', severity: 'critical' });
    const healed = sampleFailure({ expectation: 'old', severity: 'critical', healedAt: resolved.resolvedAt });
    const made = message({ failures: [healed, ...many, worst] });
    expect(made.heading).toContain('mean of key is 4,190, expected 10 to 90 (and 13 more)');
    expect(made.failures).toHaveLength(10);
    expect(made.more).toBe(5);
    expect(incidentSentence(sampleIncident())).toBe('mean of amount is 4,190, expected 10 to 90');
  });
});

describe('text, HTML and webhook', () => {
  const two = {
    failures: [sampleFailure(), sampleFailure({ expectation: 'x', kind: 'min', healedAt: resolved.resolvedAt })],
  };

  it('text has every fact on a line of its own', () => {
    const lines = renderText(message(two)).split('\n');
    expect(lines[0]).toBe('[Error] shop.orders: mean of amount is 4,190, expected 10 to 90');
    expect(lines).toContain('Observed: 4,190');
    expect(lines).toContain('Open:     http://127.0.0.1:8080/incidents/INC-7');
    expect(lines).toContain('- min of amount: 4,190, expected 10 to 90; since 2026-11-22 05:58 UTC (passes again)');
  });

  it('HTML and text say the same', () => {
    const made = message(two);
    for (const { value } of made.facts) {
      expect(renderText(made)).toContain(value);
      expect(renderHtml(made)).toContain(escapeHtml(value));
    }
  });

  it('HTML runs nothing, loads nothing and stays small, whatever names and values hold', () => {
    const evil = `"><img src=x onerror=alert(1)><script>alert(1)</script>&'</style>`.repeat(30);
    const failures = Array.from({ length: 500 }, (_, index) =>
      sampleFailure({
        expectation: String(index),
        kind: evil,
        column: evil,
        observed: evil,
        reason: evil,
        expected: { set: Array<string>(100).fill(evil) },
      }),
    );
    const subject = { kind: 'dataset', namespace: evil, name: evil } as const;
    const html = renderHtml(
      message({
        subject,
        failures,
        owner: evil,
        runbook: 'javascript:alert(1)',
        url: 'javascript:alert(1)',
        acknowledgedBy: evil,
      }),
    );
    const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, name]) => name?.toLowerCase()));
    expect([...tags].toSorted()).toEqual([
      '!doctype',
      'a',
      'body',
      'br',
      'h1',
      'head',
      'html',
      'meta',
      'p',
      'style',
      'table',
      'td',
      'th',
      'title',
      'tr',
    ]);
    expect(html).not.toMatch(/<[^>]*\son\w+=|<[^>]*\ssrc=|href="(?!https?:|#)|url\(|@import/i);
    expect(html.length).toBeLessThan(100 * 1024);
  });

  it('a webhook names its type and version, and carries facts as numbers', () => {
    const body = JSON.parse(renderWebhook(message())) as unknown;
    expect(body).toMatchObject({
      type: 'incident.opened',
      version: 1,
      data: {
        notificationId: 'ntf-12',
        incidentId: 'INC-7',
        subject: { kind: 'dataset', namespace: 'postgres://db:5432', name: 'shop.orders' },
        failures: [{ observed: 4190, expected: { low: 10, high: 90 } }],
        moreFailures: 0,
      },
    });
  });

  it.each<[NotificationKind, string]>([
    ['updated', 'incident.updated'],
    ['resolved', 'incident.resolved'],
    ['opened+resolved', 'incident.resolved'],
  ])('a webhook for %s is %s', (kind, type) => {
    expect(JSON.parse(renderWebhook(message({}, kind)))).toMatchObject({ type, data: { kind } });
  });
});

it('one line is cut between characters, never inside one', () => {
  expect(oneLine('a\r\nb\u2028c\u202ed\ud800e')).toBe('a b c d e');
  expect(oneLine('😀'.repeat(10), 5)).toBe(`${'😀'.repeat(4)}…`);
});

describe('what stands beside a failure', () => {
  const sentence = (facts: Parameters<typeof sampleFailure>[0]) =>
    incidentSentence(sampleIncident({ failures: [sampleFailure(facts)] }));

  it('is the part of the dataset it speaks of, before it', () => {
    expect(sentence({ segment: 'country=DE' })).toBe('country=DE: mean of amount is 4,190, expected 10 to 90');
  });

  it('is its note, once: not where the reason says it already', () => {
    const note = '2 of the last 3 profiles';
    expect(sentence({ note })).toBe('mean of amount is 4,190, expected 10 to 90 (2 of the last 3 profiles)');
    const counted = { kind: 'counter', column: null, expectation: 'orphans', expected: null };
    expect(sentence({ ...counted, reason: `12 rows failed; ${note}`, note })).toBe(
      `counter orphans: 12 rows failed; ${note}`,
    );
  });

  it('cannot break the line, whatever a segment is called', () => {
    expect(sentence({ segment: 'country=\r\nSubject: x' })).not.toMatch(/[\r\n]/);
  });

  it('of a notice is nothing: it lasted no time', () => {
    const at = '2026-11-22T05:58:12.000Z';
    const healed = sampleFailure({ kind: 'acceptance', reason: 'orphans passes', severity: 'info', healedAt: at });
    const notice = sampleIncident({
      state: 'resolved',
      openedAt: at,
      resolvedAt: at,
      severity: 'info',
      failures: [healed],
    });
    expect(incidentSentence(notice)).toBe('orphans passes');
  });
});
