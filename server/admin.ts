import { loadConfig } from './config/load.ts';
import { connect } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { resolveDatabaseBeside } from './database/resolve.ts';
import { createKey, revokeApiKey, type KeyRequest } from './flow/manage-access.ts';
import { createLogger } from './log.ts';
import { listKeys } from './store/access.ts';

export { defaultDataDirectory } from './config/data-directory.ts';
export { removeDataDirectory } from './database/remove-data.ts';
export { describeConfig } from './config/origins.ts';
export type { DescribedConfig } from './config/origins.ts';
export { profileJsonSchema } from './api/profile-validator.ts';
export { inspectServer } from './inspect.ts';
export type { Finding } from './inspect.ts';

export interface ListedKey {
  id: string;
  prefix: string;
  name: string;
  role: string;
  namespaces: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface Admin {
  createKey(request: KeyRequest): Promise<{ id: string; key: string }>;
  listKeys(): Promise<ListedKey[]>;
  revokeKey(id: string): Promise<void>;
  close(): Promise<void>;
}

const actor = { name: 'system:command-line', via: 'cli' } as const;

/** Administration beside the running server, or without one: talks to the database itself, so whoever may read its files may do this. */
export async function openAdmin(options: { configFile?: string; argv?: readonly string[] } = {}): Promise<Admin> {
  const argv = [...(options.configFile ? ['--config', options.configFile] : []), ...(options.argv ?? [])];
  const { config } = loadConfig({ env: process.env, cwd: process.cwd(), argv });
  const log = createLogger({ ...config.log, level: 'error' });
  const database = await resolveDatabaseBeside(config, log);
  await migrate({ url: database.url, log });
  const pool = connect({ url: database.url, poolSize: 2, applicationName: 'plumbline-admin' });
  return {
    async createKey(request) {
      const { row, key } = await createKey(pool, actor, request);
      return { id: `key_${row.publicId}`, key };
    },
    async listKeys() {
      return (await listKeys(pool)).map(({ publicId, ...row }) => ({
        id: `key_${publicId}`,
        prefix: `plk_${publicId}`,
        name: row.name,
        role: row.role,
        namespaces: row.namespaces,
        createdAt: row.createdAt,
        expiresAt: row.expiresAt,
        revokedAt: row.revokedAt,
        lastUsedAt: row.lastUsedAt,
      }));
    },
    revokeKey: (id) => revokeApiKey(pool, { actor, id, now: new Date() }),
    async close() {
      await pool.end({ timeout: 5 });
      await database.stop();
    },
  };
}
