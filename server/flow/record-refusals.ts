import { findKeys } from '../store/access.ts';
import { insertRejections, type NewRejection } from '../store/rejections.ts';
import type { Pool } from '../store/sql.ts';
import { createAlarm } from './alarm.ts';
import { coversNamespace, type Principal } from './principal.ts';
import { describeRefusedKey } from './refused-key.ts';
import { createRefusalBudget } from './refusal-budget.ts';

/** What a post was about, as far as it could be read. */
export interface Posted {
  namespace: string | null;
  dataset: string | null;
}

/** A post that was refused, as the API noted it; nothing in it is a value of the data. */
export interface Refusal {
  route: string;
  status: number;
  problem: string;
  detail: string;
  errors: readonly { pointer: string; message: string }[];
  requestId: string;
  /** The program that posted, as it calls itself. */
  producer: string | null;
  principal: Principal | null;
  /** The public part of the key, when there was one that is not let in. */
  publicId: string | null;
  posted: Posted | null;
}

export interface RefusalRecorder {
  /** Returns at once. What is over the budget is counted, and the count stands in the next row of its kind. */
  note(refusal: Refusal): void;
  /** Writes what is waiting, best effort. */
  close(): Promise<void>;
}

interface RecorderContext {
  pool: Pool;
  log: { warn(fields: object, message: string): void };
  clock: () => Date;
  /** Called after rows became visible. */
  onRecorded: () => void;
}

/** `omitted`: how many of its kind were only counted since the last one. */
type Noted = Refusal & { at: Date; omitted: number };

const mostWaiting = 200;
const mostAtOnce = 50;

/** Keeps refused posts in words, off the way of the request; loses them rather than wait when the database is away. */
export function createRefusalRecorder(context: RecorderContext): RefusalRecorder {
  const budget = createRefusalBudget();
  const waiting: Noted[] = [];
  const alarm = createAlarm();
  let closed = false;
  const flush = async () => {
    while (waiting.length > 0) {
      const taken = waiting.splice(0, mostAtOnce);
      try {
        const rows = await rowsOf(context.pool, taken);
        if (rows.length > 0) await insertRejections(context.pool, rows);
        if (rows.length > 0) context.onRecorded();
      } catch (error) {
        context.log.warn({ error, count: taken.length }, 'refused posts could not be recorded');
      }
    }
  };
  const loop = (async () => {
    while (!closed) {
      await alarm.wait(60);
      await flush();
    }
  })();
  return {
    note(refusal) {
      const at = context.clock();
      const { isIn, omitted } = budget.take(kindOf(refusal), at);
      if (closed || !isIn || waiting.length >= mostWaiting) return;
      waiting.push({ ...refusal, at, omitted });
      alarm.ring();
    },
    async close() {
      closed = true;
      alarm.ring();
      await loop;
    },
  };
}

/** Whom a flood takes the budget from: the key that sends it, or all strangers together. */
const kindOf = ({ principal, publicId }: Refusal) => principal?.id ?? (publicId === null ? 'nobody' : 'strangers');

async function rowsOf(pool: Pool, refusals: readonly Noted[]): Promise<NewRejection[]> {
  const publicIds = [...new Set(refusals.flatMap(({ publicId }) => publicId ?? []))];
  const keys = new Map((publicIds.length > 0 ? await findKeys(pool, publicIds) : []).map((key) => [key.publicId, key]));
  return refusals.flatMap((refusal) => {
    if (refusal.principal) return [rowOf(refusal, refusal.principal)];
    const key = keys.get(refusal.publicId ?? '');
    // Who sends neither a key nor the name of one is nobody's business here.
    if (!key) return [];
    const sender = { kind: 'key', name: key.name, namespaces: key.namespaces } as const;
    return [rowOf({ ...refusal, detail: describeRefusedKey(key, refusal.at) }, sender)];
  });
}

type Sender = Pick<Principal, 'kind' | 'name' | 'namespaces'>;

function rowOf(refusal: Noted, sender: Sender): NewRejection {
  const { at, route, status, problem, errors, requestId, producer, posted, omitted } = refusal;
  const foreign = posted?.namespace != null && !coversNamespace(sender.namespaces, posted.namespace);
  const more = omitted > 0 ? ` ${omitted} more before it were counted, not kept.` : '';
  return {
    at,
    // What somebody tried abroad is for those at home to see: it says nothing of what is there.
    namespace: foreign ? homeOf(sender) : (posted?.namespace ?? homeOf(sender)),
    dataset: foreign ? null : (posted?.dataset ?? null),
    route,
    status,
    problem,
    detail: refusal.detail + more,
    errors,
    actor: `${sender.kind}:${sender.name}`,
    producer,
    requestId,
  };
}

/** The one namespace that a sender belongs to; null when it is several or a pattern. */
const homeOf = ({ namespaces }: Sender) =>
  namespaces.length === 1 && !namespaces[0]?.endsWith('*') ? (namespaces[0] ?? null) : null;
