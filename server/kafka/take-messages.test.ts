import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonSoftly } from '../api/read-json.ts';
import { createTestApp, type TestApp } from '../api/testing.ts';
import { withoutValues } from '../api/without-values.ts';
import { createProducerCounter } from '../flow/lineage/count-producers.ts';
import { createEventLane, type EventLane } from '../flow/lineage/event-lane.ts';
import { defaultEventPrivacy } from '../openlineage/index.ts';
import type { KafkaContext } from './context.ts';
import { takeMessages } from './take-messages.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const topic = 'openlineage.events';

function contextOf(lane?: EventLane): KafkaContext {
  const { receive, metrics } = test;
  const { pool, clock } = receive;
  const log = { info: () => {}, warn: () => {} };
  return {
    settings: {} as KafkaContext['settings'],
    receive,
    log,
    lane: lane ?? createEventLane({ pool, onStored: () => {} }),
    privacy: defaultEventPrivacy,
    producers: createProducerCounter({ pool, clock, log, everyMs: 0, counted: metrics.lineage.counted }),
    observe: metrics.kafka,
    maxBytes: 10_000,
    readJson: readJsonSoftly,
    withoutValues,
  };
}

let offset = 0n;
const message = (value: string | Buffer | null) => ({
  topic,
  partition: 3,
  offset: offset++,
  value: value === null ? null : Buffer.from(value),
});

const eventOf = (run: string, more: object = {}) =>
  JSON.stringify({
    eventType: 'COMPLETE',
    eventTime: '2026-11-23T07:00:00Z',
    producer: 'https://example.org/test',
    run: { runId: run },
    job: { namespace: 'kafka', name: 'load' },
    ...more,
  });

const stored = async () => {
  await test.project();
  const { body } = await test.send('admin', 'GET', '/api/v1/events/lineage?limit=1');
  return (body as { totalCount: number }).totalCount;
};

const refused = async () => {
  const { body } = await test.send('admin', 'GET', '/api/v1/rejections?limit=50');
  return (body as { items: { route: string; problem: string; detail: string; requestId: string; actor: string }[] })
    .items;
};

describe('a batch of messages', () => {
  it('is durable when it ends, and what comes again is kept once', async () => {
    const batch = ['a', 'b', 'c'].map((run) => message(eventOf(run)));
    await takeMessages(contextOf(), batch);
    expect(await stored()).toBe(3);
    await takeMessages(contextOf(), [...batch, message(eventOf('d'))]);
    expect(await stored()).toBe(4);
  });

  it('may hold several events in one message', async () => {
    const before = await stored();
    await takeMessages(contextOf(), [message(`[${eventOf('e')},${eventOf('f')}]`)]);
    expect(await stored()).toBe(before + 2);
  });

  it.each([
    ['nothing', null, 'malformed-body', 'The message is empty.'],
    ['no byte', '', 'malformed-body', 'The message is empty.'],
    ['no JSON', 'hello', 'malformed-body', 'The body is not JSON'],
    [
      'no event',
      '{"eventTime":"2026-11-23T07:00:00Z"}',
      'invalid-request',
      /field\(s\) of the OpenLineage event are not valid/,
    ],
    ['an array with something else', `[${eventOf('g')},7]`, 'invalid-request', /not valid/],
    ['too much', eventOf('h', { note: 'x'.repeat(10_000) }), 'body-too-large', 'The message is over 0 MiB.'],
    ['an abyss', '['.repeat(4_000) + ']'.repeat(4_000), 'invalid-request', /./],
  ])(
    'with %s in it takes the others, and says where that was and what was wrong with it',
    async (_, value, problem, detail) => {
      const [before, earlier] = [await stored(), (await refused()).length];
      const bad = message(value);
      await takeMessages(contextOf(), [message(eventOf(`before ${before}`)), bad, message(eventOf(`after ${before}`))]);
      expect(await stored()).toBe(before + 2);
      const [newest, ...rest] = await refused();
      expect(rest).toHaveLength(earlier);
      const place = { route: `kafka:${topic}`, actor: `kafka:${topic}`, requestId: `${topic}/3/${bad.offset}` };
      expect(newest).toMatchObject({ ...place, problem, detail: expect.stringMatching(detail) as string });
    },
  );

  it('fails as a whole while the database is away, and nothing of it is called a refusal', async () => {
    const earlier = (await refused()).length;
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const lane = { store: () => Promise.reject(away) };
    await expect(takeMessages(contextOf(lane), [message(eventOf('i'))])).rejects.toBe(away);
    expect(await refused()).toHaveLength(earlier);
  });
});
