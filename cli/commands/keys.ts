import { Option } from 'commander';
import type { Command } from 'commander';
import { withAdmin } from '../admin.ts';
import type { ListedKey } from '../admin.ts';
import { durationSeconds, outputOption } from '../common-options.ts';
import type { OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import type { Role } from '../../server/api/shapes/access.ts';
import { printable } from '../terminal.ts';
import { alignedTable } from '../aligned-table.ts';
import { writeData, writeList } from '../write-data.ts';

const roles: readonly Role[] = ['viewer', 'editor', 'on-call', 'auditor', 'admin', 'ingest'];
const examples = `\
Examples:
  $ export PLUMBLINE_API_KEY=$(plumbline keys create --role ingest --namespace '*')
  $ plumbline keys create --role viewer --namespace shop --namespace 'postgres://db:5432' --expires 90d
  $ plumbline keys list
  $ plumbline keys revoke key_1234

These commands talk to the database of the server on this machine, whether it runs or not.
`;

interface PlaceOptions {
  config?: string;
  dataDir?: string;
}
interface CreateOptions extends PlaceOptions {
  role?: Role;
  namespace?: string[];
  name?: string;
  expires?: number;
  output: OutputForm;
}

/** `plumbline keys create|list|revoke`: API keys, made where the data lies and shown once. */
export function addKeysCommand(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('Make, list and revoke API keys').addHelpText('before', examples);
  atPlace(keys.command('create'))
    .description('Make a key and print it, once, on standard output')
    .addHelpText('before', examples)
    .addOption(new Option('--role <role>', 'what the key may do (required)').choices(roles))
    .option('--namespace <namespace...>', "namespaces that it may touch; '*' for all (required)")
    .option('--name <name>', 'what it is for, shown in lists and in the audit')
    .option('--expires <duration>', 'how long it is good, such as 90d (default: until revoked)', durationSeconds)
    .addOption(outputOption())
    .action((options: CreateOptions) => createKey(options, context));
  atPlace(keys.command('list'))
    .description('List the keys, without their secrets')
    .addOption(outputOption())
    .action((options: PlaceOptions & { output: OutputForm }) => listKeys(options, context));
  atPlace(keys.command('revoke'))
    .description('Make a key worthless, at once')
    .argument('<id>', 'the id that keys list shows')
    .action((id: string, options: PlaceOptions) => revokeKey(id, options, context));
}

function atPlace(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration file of the server')
    .option('--data-dir <folder>', 'where the data lies (PLUMBLINE_DATA_DIR)');
}

function place(options: PlaceOptions): { configFile?: string } {
  if (options.dataDir !== undefined) process.env['PLUMBLINE_DATA_DIR'] = options.dataDir;
  return options.config === undefined ? {} : { configFile: options.config };
}

async function createKey(options: CreateOptions, { terminal }: CommandContext): Promise<void> {
  const { role, namespace: namespaces } = options;
  if (!role || !namespaces) {
    throw usageFailure(
      `${role ? '--namespace' : '--role'} is missing`,
      "Such as: plumbline keys create --role ingest --namespace '*'",
      'PL2001',
    );
  }
  const expiresAt = options.expires === undefined ? null : new Date(Date.now() + options.expires * 1000);
  const name = options.name ?? `${role} key from the command line`;
  const created = await withAdmin(place(options), (admin) => admin.createKey({ name, role, namespaces, expiresAt }));
  const until = expiresAt
    ? `until ${expiresAt.toISOString()}`
    : `until it is revoked (plumbline keys revoke ${created.id})`;
  terminal.err(`Key ${created.id}, role ${role}, good for ${namespaces.map(printable).join(', ')} ${until}.\n`);
  terminal.err('It is shown only now; we keep a hash of it.\n');
  if (options.output === 'human') return terminal.out(`${created.key}\n`);
  writeData(terminal, options.output, { ...created, role, namespaces, name, expiresAt });
}

async function listKeys(options: PlaceOptions & { output: OutputForm }, { terminal }: CommandContext): Promise<void> {
  const keys = await withAdmin(place(options), (admin) => admin.listKeys());
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'keys', items: keys });
  if (keys.length === 0) return terminal.err('No keys yet. Make one with: plumbline keys create\n');
  const rows = keys.map((key) =>
    [key.id, key.prefix, key.role, key.namespaces.join(' '), keyState(key), key.name].map(printable),
  );
  terminal.out(alignedTable([['ID', 'PREFIX', 'ROLE', 'NAMESPACES', 'STATE', 'NAME'], ...rows]));
}

function keyState(key: ListedKey): string {
  if (key.revokedAt) return `revoked ${dayOf(key.revokedAt)}`;
  if (key.expiresAt)
    return new Date(key.expiresAt) < new Date() ? `expired ${dayOf(key.expiresAt)}` : `until ${dayOf(key.expiresAt)}`;
  return 'good';
}

function dayOf(at: Date | string): string {
  return new Date(at).toISOString().slice(0, 10);
}

async function revokeKey(id: string, options: PlaceOptions, { terminal }: CommandContext): Promise<void> {
  await withAdmin(place(options), (admin) => admin.revokeKey(id));
  terminal.err(`Key ${printable(id)} is revoked.\n`);
}
