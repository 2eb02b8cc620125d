import type { Admin } from '../server/admin.ts';
import { operatorFailure } from './operator-failure.ts';

export type { Admin, ListedKey } from '../server/admin.ts';

/** Runs `work` on the database that the configuration names and closes it whatever happens; refusals are told in words. */
export async function withAdmin<T>(options: { configFile?: string }, work: (admin: Admin) => Promise<T>): Promise<T> {
  const { openAdmin } = await import('../server/admin.ts');
  const admin = await openAdmin(options).catch(operatorFailure);
  try {
    return await work(admin).catch(operatorFailure);
  } finally {
    await admin.close();
  }
}
