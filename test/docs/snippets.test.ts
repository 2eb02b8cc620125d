import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { LANGUAGES, snippetsOf, type Language, type SnippetBlock } from '../../web/src/lib/connect/snippets.ts';
import { startServerProcess, type ServerProcess } from '../story/server-process.ts';
import { pageScript } from './page-script.ts';

const has = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
const client = join(packageRoot(), 'clients', 'python', 'plumbline.py');
const missing: Partial<Record<Language, string>> = {
  ...(has('python3', '--version') && existsSync(client) ? {} : { python: 'python3 and clients/python' }),
  ...(has('Rscript', '-e', 'library(httr)') ? {} : { r: 'Rscript with httr' }),
};

describe('the snippets of the connect page', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    // No snippet sends mail: port 9 (discard) would refuse it.
    server = await startServerProcess(9);
  }, 240_000);
  afterAll(() => server?.stop());

  const call = async (path: string, body?: object) => {
    const headers = { authorization: `Bearer ${server.keys.author}`, 'content-type': 'application/json' };
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
    return (await fetch(server.url + path, init)).json();
  };
  /** In a shell with nothing set, as where somebody's pipeline runs. */
  const typed = (blocks: SnippetBlock[]) => {
    const cwd = mkdtempSync(join(tmpdir(), 'plumbline-snippet-'));
    const script = pageScript(blocks.map(({ language, code }) => ({ language, options: {}, text: `${code}\n` })));
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, PYTHONPATH: cwd };
    return new Promise<{ code: number | null; said: string }>((resolve) => {
      const child = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.once('close', (code) => {
        rmSync(cwd, { recursive: true, force: true });
        resolve({ code, said });
      });
    });
  };
  const names = [
    ['plain', 'orders'],
    ['postgres://shop:5432', `Ana's "best" orders; $(exit 1) \`exit 1\` \\ ü`],
  ] as const;

  for (const language of LANGUAGES) {
    const lacks = missing[language];
    it.skipIf(lacks !== undefined)(
      `${language} works as it stands, with its key${lacks ? ` (needs ${lacks})` : ''}`,
      async () => {
        for (const [namespace, name] of names) {
          const dataset = `${language} ${name}`;
          const { key } = (await call('/api/v1/keys', { name: 'snippet', role: 'ingest', namespaces: [namespace] })) as { key: string }; // prettier-ignore
          const { code, said } = await typed(snippetsOf(language, { url: server.url, key, namespace, dataset }));
          expect(code, said).toBe(0);
          const rowCount = async () => {
            const found = (await call(`/api/v1/datasets?namespace=${encodeURIComponent(namespace)}&limit=200`)) as { items: { name: string; rowCount: number }[] }; // prettier-ignore
            return found.items.find((one) => one.name === dataset)?.rowCount;
          };
          // OpenLineage events are worked in behind the answer.
          await expect.poll(rowCount, { timeout: 10_000, message: said }).toBe(['python', 'r'].includes(language) ? 3 : 10_234); // prettier-ignore
        }
      },
    );
  }

  it.each(LANGUAGES)('%s has at most 15 lines', (language) => {
    const facts = { url: 'https://plumbline.example.org', key: 'plk_x', namespace: 'demo', dataset: 'orders' };
    const lines = snippetsOf(language, facts).flatMap(({ code }) => code.split('\n'));
    expect(lines.length).toBeLessThanOrEqual(15);
  });
});
