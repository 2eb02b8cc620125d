import { expect, it, onTestFinished } from 'vitest';
import { createSlackChannel } from './slack.ts';
import { startLocalSlack, type SlackTrouble } from './testing/local-slack.ts';
import { sampleMessage } from './testing/sample-message.ts';

const hurried = { post: { everyMs: 1, burst: 100 }, update: { everyMs: 1, burst: 100 } };
const resolvedFacts = { state: 'resolved', resolvedAt: '2026-11-22T07:00:12.000Z' } as const;

async function start() {
  const slack = await startLocalSlack({ '#data': 'C0000001', '#other': 'C0000002' });
  onTestFinished(slack.close);
  const { apiUrl, token } = slack;
  return { slack, channel: createSlackChannel({ apiUrl, token, timeoutMs: 5000, paces: hurried }) };
}

it('1,000 incidents of random length are one message each, and each change one line, though Slack loses a tenth', async () => {
  const { slack, channel } = await start();
  let seed = 11;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const lost: SlackTrouble[] = [
    () => 'accept-then-reset',
    (_call, response) => (response.writeHead(500).end(), 'handled'),
    (_call, response) => (response.writeHead(429).end(), 'handled'),
  ];
  slack.trouble = (call, response) => (chance() < 0.1 ? lost[Math.floor(chance() * 3)]?.(call, response) : undefined);
  const to = (index: number) => ({ kind: 'slack', channel: index % 2 === 0 ? 'C0000001' : 'C0000002' }) as const;
  const changes = new Map<string, number>();
  const live = async (index: number) => {
    const id = `INC-${index}`;
    const kinds = ['opened', ...Array.from({ length: Math.floor(chance() * 3) }, () => 'updated'), 'resolved'] as const;
    changes.set(id, kinds.length - 1);
    let reference: Record<string, string> | null = null;
    for (const [turn, kind] of kinds.entries()) {
      const facts = kind === 'resolved' ? { id, ...resolvedFacts } : { id };
      const message = sampleMessage(facts, { id: `ntf_${index}_${turn}`, kind: kind as 'opened' });
      for (let attempt = 1; ; attempt += 1) {
        if (attempt > 50) throw new Error(`${id} was not delivered`);
        const delivery = await channel.send(message, to(index), { reference, attempt });
        if (delivery.status === 'later')
          await new Promise((resolve) => setTimeout(resolve, delivery.afterSeconds * 1000));
        if (delivery.status !== 'delivered') continue;
        reference = delivery.reference ?? null;
        break;
      }
    }
  };
  for (let first = 0; first < 1000; first += 10)
    await Promise.all(Array.from({ length: 10 }, (_, index) => live(first + index)));
  const incidentOf = (one: { metadata: { event_payload: Record<string, string> } | null }) =>
    one.metadata?.event_payload['incident_id'] ?? '';
  expect(slack.parents()).toHaveLength(1000);
  expect(new Set(slack.parents().map(incidentOf)).size).toBe(1000);
  const lines = new Map<string, number>();
  for (const post of slack.posts.filter(({ threadTs }) => threadTs !== null))
    lines.set(incidentOf(post), (lines.get(incidentOf(post)) ?? 0) + 1);
  expect([...changes].filter(([id, count]) => (lines.get(id) ?? 0) !== count)).toEqual([]);
  expect(slack.parents().filter(({ text }) => !text.includes('[Resolved]'))).toEqual([]);
}, 120_000);
