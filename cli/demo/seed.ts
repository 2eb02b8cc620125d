import type { ApiClient } from '../client.ts';
import { unableFailure } from '../failure.ts';
import { namespace } from './datasets.ts';
import { demoSuites } from './rules.ts';
import { demoStory, newestDay } from './story.ts';

export interface Seeding {
  /** With keys of these roles. */
  ingest: ApiClient;
  admin: ApiClient;
  seed: number;
  now: Date;
  /** Told how far it is. */
  step: (done: number, steps: number, next: string) => void;
}

interface Receipt {
  status: number;
  body: { incidents?: { id: string }[]; detail?: string };
}

/** Posts the whole story; what was posted before is recognised, so that it may be begun again. Answers the main incident. */
export async function seedDemo(seeding: Seeding): Promise<string> {
  const { admin, ingest, step } = seeding;
  const days = demoStory(seeding.seed, seeding.now);
  const steps = days.length + 2;
  step(0, steps, 'suites and owners');
  for (const [name, yaml] of Object.entries(demoSuites)) await admin.send('PUT', `/api/v1/suites/${name}`, { yaml });
  const opened = new Map<string, string>();
  let last: Receipt[] = [];
  for (const [index, { profiles }] of days.entries()) {
    step(index + 1, steps, `day ${index + 1} of ${days.length}`);
    const { body } = await ingest.send('POST', '/api/v1/profiles', profiles);
    last = checked((body as { items: Receipt[] }).items);
    for (const [place, { body: receipt }] of last.entries()) {
      const [name, incident] = [profiles[place]?.dataset.name, receipt.incidents?.[0]?.id];
      if (name !== undefined && incident !== undefined && !opened.has(name)) opened.set(name, incident);
    }
  }
  step(days.length + 1, steps, 'runs and what people did');
  await postRuns(ingest, seeding.now);
  const names = days.at(-1)?.profiles.map(({ dataset }) => dataset.name) ?? [];
  const incidentOf = (name: string) => last[names.indexOf(name)]?.body.incidents?.[0]?.id;
  await actAsPeople(admin, incidentOf('raw.support_tickets'));
  await sayWhatItWas(admin, opened);
  const main = incidentOf('raw.payments');
  if (main !== undefined) return main;
  throw unableFailure('the demo was posted, but its incident did not open', 'Please report this as a bug.');
}

function checked(items: Receipt[]): Receipt[] {
  const refused = items.find(({ status }) => status >= 300);
  if (!refused) return items;
  const why = `${refused.status}: ${refused.body.detail ?? 'no reason given'}`;
  throw unableFailure(
    `a profile of the demo was refused (${why})`,
    'Remove the demo with plumbline demo --remove and start it again.',
  );
}

const minuteMs = 60_000;

/** The night's runs; one failed because its warehouse was restarted, and went well when it was tried again. */
async function postRuns(ingest: ApiClient, now: Date): Promise<void> {
  for (const event of nightRuns(now)) await ingest.send('POST', '/api/v1/runs', event);
}

function nightRuns(now: Date): object[] {
  const midnight = newestDay(now).getTime() + 86_400_000;
  const at = (minute: number) => new Date(midnight + minute * minuteMs).toISOString();
  const day = at(0).slice(0, 10);
  const run = (job: string, attempt: number) => ({
    id: `${job}/${day}/${attempt}`,
    job: { namespace, name: job },
    attempt,
    trigger: attempt === 1 ? 'scheduled' : 'retry',
  });
  const of = (job: string, attempt: number, states: [state: string, minute: number, error?: string][]) =>
    states.map(([state, minute, error]) => ({
      state,
      eventTime: at(minute),
      run: run(job, attempt),
      ...(error && { error }),
    }));
  return [
    ...of('ingest-vendor-feeds', 1, [
      ['START', 95],
      ['COMPLETE', 133],
    ]),
    ...of('build-staging', 1, [
      ['START', 140],
      ['COMPLETE', 158],
    ]),
    ...of('build-marts', 1, [
      ['START', 160],
      ['FAIL', 172, 'connection to warehouse-2 was closed by the server'],
    ]),
    ...of('build-marts', 2, [
      ['START', 176],
      ['COMPLETE', 192],
    ]),
    ...of('export-ledger', 1, [
      ['START', 200],
      ['COMPLETE', 214],
    ]),
  ];
}

/** Somebody has the tickets' channel already, and said what is known. */
async function actAsPeople(admin: ApiClient, tickets: string | undefined): Promise<void> {
  if (tickets === undefined) return;
  await admin.send('POST', `/api/v1/incidents/${tickets}/acknowledge`, {});
  await admin.send('POST', `/api/v1/incidents/${tickets}/comments`, {
    text: 'The chat vendor changed its export last night. They put the channel back on Monday; nothing reads it before.',
  });
}

/** What was said of what is over, so that it shows how often alarms were right. */
const said: readonly { dataset: string; verb: 'real' | 'false_alarm'; note: string }[] = [
  { dataset: 'raw.refunds', verb: 'real', note: 'The vendor sent one page of many.' },
  { dataset: 'raw.shipments', verb: 'real', note: 'The file of one carrier was cut off.' },
  { dataset: 'raw.clicks', verb: 'false_alarm', note: 'The new consent banner was tried for a day, as announced.' },
];

async function sayWhatItWas(admin: ApiClient, opened: ReadonlyMap<string, string>): Promise<void> {
  for (const { dataset, verb, note } of said) {
    const incident = opened.get(dataset);
    if (incident !== undefined) await admin.send('POST', `/api/v1/incidents/${incident}/feedback`, { verb, note });
  }
}
