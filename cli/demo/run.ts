import { spawn } from 'node:child_process';
import type { Running } from '../../server/main.ts';
import { withAdmin } from '../admin.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { progressBar } from '../profile/progress-bar.ts';
import { printable, type Terminal } from '../terminal.ts';
import { openDoor, type Door } from './door.ts';
import { demoRouting } from './rules.ts';
import { seedDemo } from './seed.ts';
import { readDemoState, writeDemoState, type DemoState } from './state.ts';
import { makeVisitor, openSession } from './visitor.ts';

interface DemoPlace {
  dataDir: string;
  context: CommandContext;
  opensBrowser: boolean;
}

/** Tells the story to a server that has just started, unless it knows it already, and leads the visitor to the incident. */
export async function runDemo(running: Running, { dataDir, context, opensBrowser }: DemoPlace): Promise<void> {
  const { terminal } = context;
  const begun = readDemoState(dataDir) as Omit<DemoState, 'ingestKey' | 'adminKey'> & Partial<DemoState>;
  if (running.setupLink) await makeVisitor(running.setupLink, begun);
  const state = await withKeys(dataDir, begun);
  const door = await openDoor({
    serverUrl: running.url,
    openSession: () => openSession(running.url, state),
    onMessage: (receiver, headline) => terminal.err(`  message to ${printable(receiver)}: ${printable(headline)}\n`),
  });
  const incident = await told({ running, dataDir, state, door, terminal });
  const link = door.linkTo(`/incidents/${incident}`);
  terminal.out(ready(running, { link, state }));
  if (opensBrowser && terminal.progress) openBrowser(link);
}

async function withKeys(dataDir: string, state: Partial<DemoState>): Promise<DemoState> {
  if (state.ingestKey !== undefined && state.adminKey !== undefined) return state as DemoState;
  // A key acts under its name: what the second one does, Ben did.
  const [ingestKey, adminKey] = await withAdmin({}, async (admin) => {
    const make = async (role: 'ingest' | 'admin', name: string) =>
      (await admin.createKey({ name, role, namespaces: ['*'], expiresAt: null })).key;
    return [await make('ingest', 'pipelines'), await make('admin', 'ben@example.org')];
  });
  const whole = { incident: null, ...state, ingestKey, adminKey };
  writeDemoState(dataDir, whole);
  return whole as DemoState;
}

interface Telling {
  running: Running;
  dataDir: string;
  state: DemoState;
  door: Door;
  terminal: Terminal;
}

async function told({ running: { url }, dataDir, state, door, terminal }: Telling): Promise<string> {
  const admin = connectClient({ url, apiKey: state.adminKey, wait: 60 }, {});
  // The door has another port at each start, so the receivers have another address.
  await admin.send('PUT', '/api/v1/routing', { yaml: demoRouting(door.receiverUrl) });
  if (state.incident !== null) return state.incident;
  if (!terminal.progress) terminal.err('Posting 90 days of a small shop …\n');
  const bar = progressBar(terminal, () => 0);
  const ingest = connectClient({ url, apiKey: state.ingestKey, wait: 60 }, {});
  const seeding = { ingest, admin, seed: state.seed, now: new Date(state.toldFor), step: bar.step };
  const incident = await seedDemo(seeding).finally(() => bar.end());
  writeDemoState(dataDir, { ...state, incident });
  return incident;
}

const ready = ({ url, dataDir }: Running, { link, state }: { link: string; state: DemoState }) => `\
The night euros became cents: open the incident, signed in already
  ${link}
or sign in at ${url} as ${state.email}, password ${state.password}
  data    ${dataDir ?? ''}
  remove  stop it (Ctrl-C), then plumbline demo --remove
`;

/** A browser, where there is one; that there is none is no trouble, since the link is on the terminal. */
function openBrowser(link: string): void {
  const [program, args] = process.platform === 'darwin' ? ['open', [link]] : ['xdg-open', [link]];
  if (process.platform === 'win32') return;
  const child = spawn(program as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
