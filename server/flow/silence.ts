import {
  isSilencedInPart,
  matcherText,
  readSilenceMatchers,
  silenceState,
  type Matcher,
  type Silence,
} from '../../alerts/index.ts';
import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { appendIncidentEvents, listOpenIncidents, readIncidentFacts, type StoredIncident } from '../store/incidents.ts';
import {
  expireSilence as markExpired,
  insertSilence,
  listSilences,
  lockSilence,
  readSilencesInForce,
  silenceNumber,
  type StoredSilence,
} from '../store/silences.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { settleSilences } from './keep-silence.ts';
import { coversNamespace, namespacesOf, type Principal } from './principal.ts';
import type { ReceiveContext } from './receive-context.ts';

const longestDays = 366;
const farFuture = new Date('9999-12-31T00:00:00Z');

export interface SilenceRequest {
  /** As people write them: `dataset="orders"`, `team=~"pay.*"`. */
  matchers: readonly string[];
  /** Null: now. A past start becomes now. */
  startsAt: Date | null;
  endsAt: Date;
  comment: string;
}

interface By {
  principal: Principal;
  actor: Actor;
}

/** Puts a silence in force: what waits to be told of what it covers is held until it ends. Open incidents say so in their timeline. */
export async function createSilence(
  context: ReceiveContext,
  { principal, actor }: By,
  request: SilenceRequest,
): Promise<StoredSilence> {
  const now = context.clock();
  const matchers = readMatchers(request.matchers);
  const times = readTimes(request, now);
  const made = await inTransaction(context.pool, async (sql) => {
    const silence = await insertSilence(sql, {
      ...times,
      matchers,
      namespaces: namespacesOf(principal),
      createdBy: principal.name,
      createdAt: now,
      comment: request.comment,
    });
    await appendAudit(sql, actor, { action: 'silence.created', object: silence.id, after: auditOf(silence) });
    if (silenceState(silence, now) === 'active') await tellCovered(context, sql, silence, now);
    await settleSilences(sql, farFuture, now);
    return silence;
  });
  context.onNotification();
  return made;
}

async function tellCovered(context: ReceiveContext, sql: Sql, silence: StoredSilence, now: Date): Promise<void> {
  const text = `${silence.id} until ${silence.endsAt.toISOString()}: ${silence.comment}`;
  for (const { number } of await coveredIncidents(context, sql, silence)) {
    await appendIncidentEvents(sql, { number, at: now, events: [{ kind: 'muted', actor: silence.createdBy, text }] });
  }
}

/** Ends a silence now; one that is over stays as it is. What it held is told, unless another silence covers it. */
export async function expireSilence(
  context: ReceiveContext,
  { principal, actor }: By,
  id: string,
): Promise<StoredSilence> {
  const now = context.clock();
  const number = silenceNumber(id);
  const ended = await inTransaction(context.pool, async (sql) => {
    const silence = number === null ? null : await lockSilence(sql, number);
    if (!silence || !maySee(principal, silence)) {
      throw new Problem('not-found', `There is no silence ${id} here, or it is not yours to see.`);
    }
    if (silenceState(silence, now) === 'expired') return silence;
    if (!mayExpire(principal, silence)) {
      const where = silence.namespaces.join(', ');
      throw new Problem('not-allowed', `${silence.id} covers the namespaces ${where}; ending it needs all of them.`);
    }
    await markExpired(sql, { number: silence.number, by: principal.name, at: now });
    const expired = { ...silence, expiredAt: now, expiredBy: principal.name };
    const change = { before: auditOf(silence), after: auditOf(expired) };
    await appendAudit(sql, actor, { action: 'silence.expired', object: silence.id, ...change });
    await settleSilences(sql, now, now);
    return expired;
  });
  context.onNotification();
  return ended;
}

/** The silences that cover something the caller may see, the newest first. */
export async function visibleSilences(context: ReceiveContext, principal: Principal): Promise<StoredSilence[]> {
  return (await listSilences(context.pool)).filter((silence) => maySee(principal, silence));
}

/** The incidents that are not resolved and that these matchers cover, in the caller's namespaces, the newest first. */
export async function previewSilence(
  context: ReceiveContext,
  principal: Principal,
  matchers: readonly string[],
): Promise<StoredIncident[]> {
  const silence = { matchers: readMatchers(matchers), namespaces: namespacesOf(principal) };
  return coveredIncidents(context, context.pool, silence);
}

async function coveredIncidents(
  { publicUrl }: ReceiveContext,
  sql: Sql,
  silence: Pick<Silence, 'matchers' | 'namespaces'>,
): Promise<StoredIncident[]> {
  const asked = { ...silence, id: '', startsAt: new Date(0), endsAt: farFuture, expiredAt: null };
  return (await listOpenIncidents(sql, publicUrl)).filter(({ facts }) => isSilencedInPart(asked, facts));
}

function readMatchers(texts: readonly string[]): Matcher[] {
  const { matchers, problems } = readSilenceMatchers(texts);
  if (problems.length === 0) return matchers;
  const errors = problems.map(({ index, message }) => ({
    pointer: index === null ? '/matchers' : `/matchers/${index}`,
    message,
  }));
  throw new Problem('invalid-request', 'The matchers of the silence are not valid.', { errors });
}

function readTimes({ startsAt, endsAt }: SilenceRequest, now: Date): { startsAt: Date; endsAt: Date } {
  const start = startsAt === null || startsAt < now ? now : startsAt;
  const refuse = (message: string): never => {
    throw new Problem('invalid-request', 'The silence would never be, or too long.', {
      errors: [{ pointer: '/endsAt', message }],
    });
  };
  if (endsAt <= start) refuse('must be after its start and in the future');
  if (endsAt.getTime() - start.getTime() > longestDays * 86_400_000)
    refuse(`a silence lasts ${longestDays} days at most`);
  return { startsAt: start, endsAt };
}

const auditOf = ({ matchers, namespaces, startsAt, endsAt, comment, expiredAt }: StoredSilence) => ({
  matchers: matchers.map(matcherText),
  namespaces,
  startsAt,
  endsAt,
  comment,
  expiredAt,
});

const prefixOf = (pattern: string) => pattern.replace(/\*$/, '');

/** Can two patterns of namespaces mean the same one? */
function overlap(one: string, other: string): boolean {
  const [a, b] = [prefixOf(one), prefixOf(other)];
  return (one !== a && b.startsWith(a)) || (other !== b && a.startsWith(b)) || one === other;
}

/** Does it cover anything in the caller's namespaces? One that names another namespace with `=` does not. */
function maySee(principal: Principal, { namespaces, matchers }: Silence): boolean {
  const own = namespacesOf(principal);
  const named = matchers.find(({ name, op }) => name === 'namespace' && op === '=');
  if (named && !coversNamespace(own, named.value)) return false;
  return namespaces.some((theirs) => own.some((mine) => overlap(theirs, mine)));
}

/** Only who may touch all that it covers may end it. */
export function mayExpire(principal: Principal, { namespaces, matchers }: Silence): boolean {
  const own = namespacesOf(principal);
  const named = matchers.find(({ name, op }) => name === 'namespace' && op === '=');
  return (named ? [named.value] : namespaces).every((theirs) => coversNamespace(own, theirs));
}

/** The silences that cover an incident now, the one that ends last first. */
export async function silencesOver(
  { pool, publicUrl, clock }: ReceiveContext,
  number: number,
): Promise<StoredSilence[]> {
  const now = clock();
  const silences = (await readSilencesInForce(pool, now)).filter((one) => silenceState(one, now) === 'active');
  if (silences.length === 0) return [];
  const incident = await readIncidentFacts(pool, number, publicUrl);
  if (incident === null || incident.facts.state === 'resolved') return [];
  const over = silences.filter((one) => isSilencedInPart(one, incident.facts));
  return over.toSorted((one, other) => other.endsAt.getTime() - one.endsAt.getTime());
}
