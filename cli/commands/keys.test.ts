import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../server/database/testing.ts';
import type { TestDatabase } from '../../server/database/testing.ts';
import { runCommand } from '../testing/run-command.ts';

describe('plumbline keys', () => {
  let database: TestDatabase;
  const before = process.env['DATABASE_URL'];

  beforeAll(async () => {
    database = await createTestDatabase();
    process.env['DATABASE_URL'] = database.url;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env['DATABASE_URL'];
    else process.env['DATABASE_URL'] = before;
    await database.drop();
  });

  it('prints a new key alone on standard output, lists it without its secret, and revokes it once', async () => {
    const created = await runCommand([
      'keys',
      'create',
      '--role',
      'ingest',
      '--namespace',
      'shop',
      'csse',
      '--expires',
      '90d',
    ]);
    expect(created.exitCode).toBe(0);
    expect(created.out).toMatch(/^plk_\S+\n$/);
    const key = created.out.trim();
    expect(created.err).not.toContain(key);
    const listed = await runCommand(['keys', 'list', '-o', 'json']);
    expect(listed.out).not.toContain(key);
    const { keys } = JSON.parse(listed.out) as { keys: { id: string; namespaces: string[]; role: string }[] };
    const [row] = keys;
    expect(row).toMatchObject({ role: 'ingest', namespaces: ['shop', 'csse'] });
    expect((await runCommand(['keys', 'revoke', row?.id ?? ''])).exitCode).toBe(0);
    expect((await runCommand(['keys', 'list'])).out).toMatch(/revoked \d{4}-/);
    expect(await runCommand(['keys', 'revoke', row?.id ?? ''])).toMatchObject({ exitCode: 2, out: '' });
  });

  it('says what is missing', async () => {
    expect(await runCommand(['keys', 'create', '--role', 'ingest'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--namespace is missing') as string,
    });
  });
});
