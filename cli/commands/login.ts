import type { Command } from 'commander';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { outputOption } from '../common-options.ts';
import type { OutputForm } from '../common-options.ts';
import { unableFailure, usageFailure } from '../failure.ts';
import { readText } from '../read-text.ts';
import { forgetLogin, storeLogin } from '../settings/stored-login.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import type { Me } from '../../server/api/shapes/access.ts';

const examples = `\
Examples:
  $ plumbline login                                        asks for the key of http://localhost:8080
  $ plumbline login --url https://plumbline.example.org
  $ plumbline keys create --role editor --namespace '*' | plumbline login

The key is checked, then kept in ~/.config/plumbline/config.yaml, readable by you alone.
`;

interface LoginOptions {
  url?: string;
  output: OutputForm;
}

/** `plumbline login` and `plumbline logout`: a key for later commands. */
export function addLoginCommands(program: Command, { terminal }: CommandContext): void {
  program
    .command('login')
    .description('Keep an API key for later commands')
    .addHelpText('before', examples)
    .option('--url <url>', 'where the server is (PLUMBLINE_URL, default http://localhost:8080)')
    .addOption(outputOption())
    .action((options: LoginOptions) => logIn(options, terminal));
  program
    .command('logout')
    .description('Forget the key that login kept')
    .action(() => {
      const path = forgetLogin(terminal.env);
      terminal.err(path === null ? 'No key was kept.\n' : `The key is gone from ${path}.\n`);
      terminal.err('It stays good until it is revoked: plumbline keys revoke ID, on the server.\n');
    });
}

async function logIn(options: LoginOptions, terminal: Terminal): Promise<void> {
  // What the environment says of a key is not what is typed now.
  const env = { ...terminal.env, PLUMBLINE_API_KEY: undefined };
  const { url } = connectClient(options, env);
  const typed = (await terminal.askSecret?.(`API key for ${url}: `)) ?? readText('-');
  const apiKey = typed.trim();
  if (apiKey === '') throw usageFailure('no key was given', 'Type one, or send it on standard input.', 'PL2006');
  const client = connectClient({ url, apiKey }, env);
  const me = (await client.send('GET', '/api/v1/session')).body as Me | null;
  if (typeof me?.role !== 'string') {
    throw unableFailure(`${url} answered, but not as Plumbline does`, 'Check --url or PLUMBLINE_URL.', 'PL3003');
  }
  const path = storeLogin({ url, apiKey }, terminal.env);
  const facts = { url, name: me.name, role: me.role, namespaces: me.namespaces, file: path };
  if (options.output !== 'human') return writeData(terminal, options.output, facts);
  terminal.out(printable(`${me.name}: role ${me.role}, namespaces ${me.namespaces.join(', ')}, at ${url}`) + '\n');
  terminal.err(`The key is kept in ${path}.\n`);
  if (terminal.env['PLUMBLINE_API_KEY']) terminal.err('PLUMBLINE_API_KEY is set and outranks it.\n');
}
