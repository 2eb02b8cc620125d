// `npm run story:csse -- --data FOLDER`: 253 days of a real pipeline through a real server.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../server/config/package-root.ts';
import { accountOf } from './account.ts';
import type { Account } from './account.ts';
import { openStudio } from './pictures.ts';
import type { Studio } from './pictures.ts';
import { play } from './play.ts';
import type { Play } from './play.ts';
import { readLabels, readReports, readScript } from './read-script.ts';
import { startReceivers } from './receivers.ts';
import type { Receivers } from './receivers.ts';
import { startServerProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';
import type { Answer } from './stage.ts';
import { accountTables, countLine } from './table.ts';

const usage = `Usage: npm run story:csse -- --data FOLDER [--until DAY] [--json] [--write] [--pictures] [--hold] [--port PORT]

  --data FOLDER  the reports: FOLDER/first/YYYY-MM-DD.csv.br, and FOLDER/incidents.json
  --until DAY    stop after this day
  --json         print the account as JSON
  --write        put the tables into docs/story/csse.md (of reports with labels)
  --pictures     take the pictures of docs/story/images
  --hold         leave the server running until Ctrl-C
`;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    until: { type: 'string', default: '9999' },
    port: { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    pictures: { type: 'boolean', default: false },
    hold: { type: 'boolean', default: false },
  },
});

/** Messages for the person go to standard error, so that `--json` can be piped. */
const say = (text: string) => void process.stderr.write(`${text}\n`);

async function run(data: string): Promise<boolean> {
  const receivers = await startReceivers();
  let server: ServerProcess | null = null;
  try {
    server = await startServerProcess(receivers.smtpPort, options.port === undefined ? null : Number(options.port));
    say(`Plumbline is ready on ${server.url}`);
    const studio = options.pictures ? await openStudio(server, join(packageRoot(), 'docs', 'story', 'images')) : null;
    const account = await tell({ server, receivers, studio }, data);
    await studio?.ofDataset();
    await studio?.close();
    if (options.hold) await held(server);
    return account.broken.length === 0 && receivers.forged.length === 0;
  } finally {
    await server?.stop();
    await receivers.close();
  }
}

interface Scene {
  server: ServerProcess;
  receivers: Receivers;
  studio: Studio | null;
}

/** The day whose incident is shown: 256 rows in place of 2,500. */
const pictured = '2020-04-01';

async function tell({ server, receivers, studio }: Scene, data: string): Promise<Account> {
  const started = performance.now();
  const reports = readReports(data).filter(({ day }) => day <= options.until);
  const script = readScript();
  const { routing } = receivers;
  const onDay = async (day: string, answer: Answer) => {
    tellDay(day, answer);
    const id = answer.incidents[0]?.id;
    if (day !== pictured || id === undefined) return;
    await studio?.ofIncident(id);
    await studio?.ofMail(receivers.mails.find(({ mail }) => mail.subject?.includes(`${id} `)));
  };
  const made = await play({ stage: server, reports, script, routing, onDay });
  const account = accountOf(made, readLabels(data), receivers.told());
  const seconds = Math.round((performance.now() - started) / 1000);
  report(account, made, { seconds, messages: receivers.told().length, forged: receivers.forged.length });
  return account;
}

function tellDay(day: string, { verdict, incidents }: Answer): void {
  say(`${day}  ${verdict.padEnd(9)} ${incidents.map(({ id, relation }) => `${id} ${relation}`).join(', ')}`);
}

function report(account: Account, made: Play, run: { seconds: number; messages: number; forged: number }): void {
  const tables = accountTables(account);
  if (options.write && account.labels.length > 0) writePage(tables);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ...run, ...account, episodes: made.episodes }, null, 2)}\n`);
  else process.stdout.write(`\n${tables}\n`);
  say(`\n${account.days} days in ${run.seconds} s, ${run.messages} messages, ${run.forged} with a wrong signature.`);
  say(countLine(account.labels, account.others));
  for (const promise of account.broken) say(`BROKEN: ${promise}`);
}

const page = join(packageRoot(), 'docs', 'story', 'csse.md');
const marked = /(<!-- account -->\n)[^]*(\n<!-- \/account -->)/;

function writePage(tables: string): void {
  const text = readFileSync(page, 'utf8');
  if (!marked.test(text)) throw new Error(`${page} has no place for the account`);
  writeFileSync(
    page,
    text.replace(marked, (_all, open: string, end: string) => `${open}\n${tables}\n${end}`),
  );
}

function held({ url, setupToken }: ServerProcess): Promise<void> {
  say(`Running until Ctrl-C. First administrator: ${url}/setup?token=${setupToken}`);
  return new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
}

if (options.data === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else process.exitCode = (await run(options.data)) ? 0 : 1;
