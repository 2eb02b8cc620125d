import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import type { QualifiedName } from '../store/datasets.ts';
import {
  approveOverride as storeApproval,
  findOverridden,
  findOverride,
  insertOverride,
  listOverrides,
  lockOverride,
  overrideId,
  overrideNumber,
  revokeOverride as storeRevocation,
  type StoredOverride,
} from '../store/gate-overrides.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { refuseUnknown } from './known-clause.ts';
import { coversNamespace, hasPermission, namespaceLikes, namespacesOf, type Principal } from './principal.ts';
import type { ReceiveContext } from './receive-context.ts';

const longestDays = 30;

export interface OverrideRequest {
  dataset: QualifiedName;
  consumer: string | null;
  expectation: string | null;
  profileId: number | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  reason: string;
  endsAt: Date;
}

interface By {
  principal: Principal;
  actor: Actor;
}

export type OverrideState = 'requested' | 'active' | 'expired' | 'revoked';

/** By the clock: what was revoked stays so; what is over is expired, approved or not. */
export function overrideState({ revokedAt, approvedAt, endsAt }: StoredOverride, now: Date): OverrideState {
  if (revokedAt !== null) return 'revoked';
  if (endsAt <= now) return 'expired';
  return approvedAt === null ? 'requested' : 'active';
}

/**
 * Asks for an override. It holds at once when whoever asks may approve it himself; else, and always where two persons are
 * asked for, it waits for somebody else's approval.
 */
export async function requestOverride(
  context: ReceiveContext,
  { principal, actor }: By,
  request: OverrideRequest,
): Promise<StoredOverride> {
  const now = context.clock();
  refuseForeign(principal, request.dataset);
  refuseTimes(request, now);
  const rules = await context.rules.current(context.pool);
  const dataset = rules.currentName(request.dataset);
  refuseForeign(principal, dataset);
  refuseUnknown(rules, { ...request, dataset });
  const approves = hasPermission(principal.role, 'gate.override') && !context.twoPersonOverrides;
  return inTransaction(context.pool, async (sql) => {
    const found = await overridden(sql, dataset, request.profileId);
    const number = await insertOverride(sql, {
      ...request,
      datasetId: found,
      requestedBy: actor.name,
      requesterId: identity(principal),
      requestedAt: now,
      approvedBy: approves ? actor.name : null,
      approvedAt: approves ? now : null,
    });
    return audited(sql, { number, actor, action: approves ? 'override.approved' : 'override.requested' }, null);
  });
}

function refuseForeign(principal: Principal, { namespace }: QualifiedName): void {
  if (coversNamespace(namespacesOf(principal), namespace)) return;
  throw new Problem('not-allowed', `You may not override anything in the namespace ${JSON.stringify(namespace)}.`);
}

async function overridden(sql: Sql, dataset: QualifiedName, profileId: number | null): Promise<number> {
  const { namespace, name } = dataset;
  const found = await findOverridden(sql, dataset, profileId);
  if (found === null) throw new Problem('not-found', `There is no dataset ${namespace}/${name} here.`);
  if (profileId !== null && !found.hasProfile) refuse('/profileId', `prf_${profileId} is none of ${namespace}/${name}`);
  return found.id;
}

/** Somebody who may, and who did not ask for it, says yes. */
export async function approveOverride(context: ReceiveContext, by: By, id: string): Promise<StoredOverride> {
  return change(context, { ...by, id, action: 'override.approved' }, async (sql, override, now) => {
    const state = overrideState(override, now);
    if (state !== 'requested') throw new Problem('conflict', `${id} is ${state}: only a request can be approved.`);
    if (override.requesterId === identity(by.principal)) {
      throw new Problem('not-allowed', `You asked for ${id} yourself: somebody else has to approve it.`);
    }
    await storeApproval(sql, { number: override.number, by: by.actor.name, at: now });
  });
}

/** Takes back a request, or an override that is in force; it stops at once. */
export async function revokeOverride(context: ReceiveContext, by: By, id: string): Promise<StoredOverride> {
  return change(context, { ...by, id, action: 'override.revoked' }, async (sql, override, now) => {
    const state = overrideState(override, now);
    if (state === 'revoked' || state === 'expired') throw new Problem('conflict', `${id} is ${state} already.`);
    await storeRevocation(sql, { number: override.number, by: by.actor.name, at: now });
  });
}

/** The overrides of the caller's namespaces, or of one dataset, the newest first. */
export function visibleOverrides(
  { pool }: ReceiveContext,
  principal: Principal,
  dataset: QualifiedName | null,
): Promise<StoredOverride[]> {
  return listOverrides(pool, { namespaceLikes: namespaceLikes(principal), dataset });
}

type Change = By & { id: string; action: string };

async function change(
  context: ReceiveContext,
  asked: Change,
  work: (sql: Sql, override: StoredOverride, now: Date) => Promise<void>,
): Promise<StoredOverride> {
  const { id, principal, actor, action } = asked;
  const now = context.clock();
  const number = overrideNumber(id);
  return inTransaction(context.pool, async (sql) => {
    const override = number === null ? null : await lockOverride(sql, number);
    if (override === null || !coversNamespace(namespacesOf(principal), override.namespace)) {
      throw new Problem('not-found', `There is no override ${id} here, or it is not yours to see.`);
    }
    await work(sql, override, now);
    return audited(sql, { number: override.number, actor, action }, override);
  });
}

/** The override as it stands now, with what became of it in the audit log. */
async function audited(
  sql: Sql,
  { number, actor, action }: { number: number; actor: Actor; action: string },
  before: StoredOverride | null,
): Promise<StoredOverride> {
  const after = await findOverride(sql, number);
  if (after === null) throw new Error(`override ${number} is gone`);
  const { namespace } = after;
  await appendAudit(sql, actor, {
    ...{ action, object: overrideId(number), namespace, after: auditOf(after) },
    ...(before !== null && { before: auditOf(before) }),
  });
  return after;
}

const auditOf = ({ number: _, requesterId, ...told }: StoredOverride) => ({ ...told, requester: requesterId });

const identity = ({ kind, id }: Principal) => `${kind}:${id}`;

function refuseTimes({ endsAt }: OverrideRequest, now: Date): void {
  if (endsAt <= now) refuse('/until', 'must be in the future');
  if (endsAt.getTime() - now.getTime() > longestDays * 86_400_000) {
    refuse('/until', `an override lasts ${longestDays} days at most`);
  }
}

function refuse(pointer: string, message: string): never {
  throw new Problem('invalid-request', 'The override is not valid.', { errors: [{ pointer, message }] });
}
