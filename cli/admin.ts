import { unableFailure } from './failure.ts';

/** One API key as `keys list` shows it: everything but the key. */
export interface ListedKey {
  id: string;
  name: string;
  prefix: string;
  role: string;
  namespaces: string[];
  createdAt: Date | string;
  expiresAt: Date | string | null;
  revokedAt: Date | string | null;
  lastUsedAt: Date | string | null;
}

/** What administrative commands ask of the database that lies beside the running server. */
export interface Admin {
  createKey(key: {
    name: string;
    role: string;
    namespaces: string[];
    expiresAt: Date | null;
  }): Promise<{ id: string; key: string }>;
  listKeys(): Promise<ListedKey[]>;
  revokeKey(id: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Runs `work` on the database that the configuration names and closes it whatever happens. */
export async function withAdmin<T>(options: { configFile?: string }, work: (admin: Admin) => Promise<T>): Promise<T> {
  const { openAdmin } = (await import('../server/admin.ts')) as { openAdmin(options: object): Promise<Admin> };
  const admin = await openAdmin(options).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw unableFailure(
      message,
      'Start the server once (plumbline serve), or say where the data lies with --data-dir or DATABASE_URL.',
    );
  });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}
