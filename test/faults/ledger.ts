import { setTimeout as delay } from 'node:timers/promises';
import { call, type Scene } from './scene.ts';

/** One profile as a client posted it, and what it was answered, when it was. */
export interface Entry {
  key: string;
  body: string;
  profileId: string | null;
  /** The first answer's incidents. */
  incidents: { id: string; relation: string }[];
}

/** What all clients know: the only truth the server is measured by. */
export interface Ledger {
  entries: Entry[];
  /** Answers that no client should ever get. */
  surprises: string[];
  /** Refusals with 503, and connections that broke. */
  refusals: { unavailable: number; broken: number };
}

export const newLedger = (): Ledger => ({ entries: [], surprises: [], refusals: { unavailable: 0, broken: 0 } });

export const acknowledged = (ledger: Ledger) => ledger.entries.filter(({ profileId }) => profileId !== null);

interface Posting {
  scene: Scene;
  ledger: Ledger;
  /** Asked before each post. */
  isOver: () => boolean;
  /** The number of the first client, where others post elsewhere. */
  firstClient?: number;
}

const startDay = Date.UTC(2020, 0, 1);

/**
 * Clients that post one profile after another, each to a dataset of its own, two that fail after two that pass. What was
 * not acknowledged is posted again, the same, until it is; a client never goes on before. Ends when `isOver`.
 */
export async function postAll(posting: Posting, clients: number): Promise<void> {
  const { firstClient = 0 } = posting;
  await Promise.all(Array.from({ length: clients }, (_, index) => postAsClient(posting, firstClient + index)));
}

async function postAsClient({ scene, ledger, isOver }: Posting, client: number): Promise<void> {
  const mine = ledger.entries.filter(({ key }) => key.startsWith(`${client}/`));
  let waiting = mine.find(({ profileId }) => profileId === null);
  for (let step = mine.length; !isOver();) {
    if (!waiting) ledger.entries.push((waiting = entryOf(client, step++)));
    if (await post({ scene, ledger }, waiting)) waiting = undefined;
  }
}

/** Posts what is still unacknowledged until all of it is, or `patienceMs` is over. */
export async function settle({ scene, ledger }: Omit<Posting, 'isOver'>, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const entry of ledger.entries) {
    while (entry.profileId === null && ledger.surprises.length === 0 && Date.now() < deadline)
      await post({ scene, ledger }, entry);
  }
}

function entryOf(client: number, step: number): Entry {
  const day = (offset: number) => new Date(startDay + (step + offset) * 3600_000).toISOString();
  const rowCount = step % 4 < 2 ? 150 : 50;
  const body = {
    idempotencyKey: `${client}/${step}`,
    dataset: { namespace: 'faults', name: `client-${client}` },
    dataInterval: { start: day(0), end: day(1) },
    rowCount,
    columnMetrics: { amount: { count: rowCount, nullCount: 0, mean: step } },
  };
  return { key: body.idempotencyKey, body: JSON.stringify(body), profileId: null, incidents: [] };
}

interface Receipt {
  profileId: string;
  incidents: Entry['incidents'];
}

async function post({ scene, ledger }: Omit<Posting, 'isOver'>, entry: Entry): Promise<boolean> {
  try {
    const request = { method: 'POST', path: '/api/v1/profiles', role: 'ingest', body: entry.body } as const;
    const { status, body, retryAfter } = await call(scene, request);
    if (status === 201 || status === 200) {
      const { profileId, incidents } = body as Receipt;
      Object.assign(entry, { profileId, incidents });
      return true;
    }
    if (status === 503 && Number(retryAfter) > 0) ledger.refusals.unavailable += 1;
    else ledger.surprises.push(`${entry.key}: ${status} ${JSON.stringify(body)}`);
  } catch {
    ledger.refusals.broken += 1;
  }
  await delay(20);
  return false;
}
