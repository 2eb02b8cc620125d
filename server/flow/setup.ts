import { countUsers, storeSetupToken } from '../store/access.ts';
import type { Pool } from '../store/sql.ts';
import { hashToken, newToken } from './credentials.ts';

/** The one-time link for the first administrator; null when there is a user already. Each start makes the older link void. */
export async function openSetup(context: {
  pool: Pool;
  clock: () => Date;
  config: { publicUrl: string; setupTokenMinutes: number };
}): Promise<string | null> {
  const { pool, clock, config } = context;
  if ((await countUsers(pool)) > 0) return null;
  const token = newToken();
  await storeSetupToken(pool, hashToken(token), new Date(clock().getTime() + config.setupTokenMinutes * 60_000));
  return `${config.publicUrl}/setup?token=${token}`;
}
