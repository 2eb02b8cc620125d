import { actorOf, type Principal } from '../flow/principal.ts';
import type { Ctx } from './mount.ts';

/** Who makes a change, and how the audit log names them. */
export const byOf = (c: Ctx, principal: Principal) => ({
  principal,
  actor: actorOf(principal, { via: c.get('via'), requestId: c.get('requestId'), ip: c.get('ip') }),
});
