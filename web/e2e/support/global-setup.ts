import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { call, postProfiles } from './api.ts';
import { startServer } from './running-server.ts';
import { SIGNED_IN, writeState } from './state.ts';
import { storyRuns } from './story-runs.ts';
import { routingTo, storyProfiles, SUITES } from './story.ts';

/** A receiver of webhooks on loopback that takes everything. */
function startReceiver(): Promise<{ url: string; stop: () => void }> {
  return new Promise((resolve) => {
    const server = createServer((request, response) => request.resume().on('end', () => response.end()));
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}/hook`, stop: () => server.close() });
    });
  });
}

/** A server with a month of profiles behind it; answers how to take it all down again. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  mkdirSync(dirname(SIGNED_IN), { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'));
  // As root the database runs as another user, who must be able to reach it.
  chmodSync(dataDir, 0o755);
  const receiver = await startReceiver();
  const server = await startServer(dataDir);
  const takeDown = async (): Promise<void> => {
    await server.stop();
    receiver.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const [ingestKey, adminKey] = [server.createKey('ingest'), server.createKey('admin')];
    for (const [name, yaml] of Object.entries(SUITES)) {
      await call(server, adminKey, { method: 'PUT', path: `/api/v1/suites/${name}`, body: { yaml } });
    }
    const yaml = routingTo(receiver.url);
    await call(server, adminKey, { method: 'PUT', path: '/api/v1/routing', body: { yaml } });
    for (const profiles of storyProfiles(Date.now())) await postProfiles(server, ingestKey, profiles);
    for (const body of storyRuns(Date.now())) {
      await call(server, ingestKey, { method: 'POST', path: '/api/v1/lineage/batch', body });
    }
    writeState({ url: server.url, setupLink: server.setupLink, ingestKey, adminKey });
  } catch (failure) {
    await takeDown();
    throw failure;
  }
  return takeDown;
}
