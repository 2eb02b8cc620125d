import type { Command } from 'commander';
import type { Profile } from '../../checks/index.ts';
import type { SuggestedSuiteShape } from '../../server/api/shapes/suggestions.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { readDocuments } from '../read-documents.ts';
import { suggestionReport } from '../suggestion-report.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline check suggest --dataset shop/orders > checks/orders.yaml     from its newest profiles on the server
  $ plumbline profile orders.csv --dataset shop/orders -o json | plumbline check suggest - > orders.yaml
  $ plumbline check suggest monday.json tuesday.json --suite orders        from files, newest first, without a server
  $ plumbline check suggest --dataset shop/orders --all > /dev/null        the figures of everything that was tried
`;

interface SuggestOptions extends ClientOptions {
  output: OutputForm;
  dataset?: string;
  profiles?: number;
  suite?: string;
  all?: boolean;
}

/** `plumbline check suggest`: expectations that profiles suggest, as YAML with a reason beside each. */
export function addSuggestCommand(check: Command, context: CommandContext): void {
  const command = check
    .command('suggest')
    .description('Write a suite that the profiles of a dataset suggest, with the reason of each expectation')
    .addHelpText('before', examples)
    .argument('[profiles...]', 'files of profiles as JSON, newest first; - for standard input; none: ask the server')
    .option('--dataset <namespace/name>', 'of which dataset; of the profiles themselves when files are given')
    .option('--profiles <count>', 'from how many of the newest profiles (default 56)', countUpTo(56))
    .option('--suite <name>', 'what the suite is called (default: the name of the dataset)')
    .option('--all', 'list what is not in the small set too, and why')
    .addOption(outputOption());
  addClientOptions(command).action((files: string[], options: SuggestOptions) => suggest(files, options, context));
}

async function suggest(files: string[], options: SuggestOptions, { terminal }: CommandContext): Promise<void> {
  const suggested = files.length > 0 ? await suggestHere(files, options) : await ask(options, terminal.env);
  const { yaml, suggestions, rest } = suggested;
  const items = options.all === true ? [...suggestions, ...rest] : suggestions;
  if (options.output === 'json') return writeData(terminal, 'json', suggested);
  if (options.output === 'ndjson') return writeList(terminal, 'ndjson', { name: 'suggestions', items });
  terminal.out(yaml);
  terminal.err(suggestionReport(suggested, items));
}

async function ask(options: SuggestOptions, env: NodeJS.ProcessEnv): Promise<SuggestedSuiteShape> {
  const { profiles, suite } = options;
  const question = { dataset: parseDatasetName(options.dataset), profiles, suite };
  const { body } = await connectClient(options, env).send('POST', '/api/v1/suites/suggest', question);
  return body as SuggestedSuiteShape;
}

async function suggestHere(files: string[], options: SuggestOptions): Promise<SuggestedSuiteShape> {
  const profiles = files.flatMap((file) => profilesOf(file, readDocuments(file))).slice(0, options.profiles ?? 56);
  const [newest] = profiles;
  if (newest === undefined) throw usageFailure('there is no profile in these files', undefined, 'PL2003');
  const dataset = options.dataset === undefined ? newest.dataset : parseDatasetName(options.dataset);
  const other = profiles.find(
    (one) => one.dataset.namespace !== newest.dataset.namespace || one.dataset.name !== newest.dataset.name,
  );
  if (other) {
    const fix = 'Give the profiles of one dataset; a suite is for one.';
    throw usageFailure(`profiles of ${newest.dataset.name} and of ${other.dataset.name} are mixed`, fix, 'PL2003');
  }
  const { suggestSuite } = await import('../../checks/index.ts');
  const { namespace, name } = dataset;
  try {
    return suggestSuite({ suite: options.suite ?? name, dataset: { namespace, name } }, profiles, new Date());
  } catch {
    throw usageFailure(
      'what these files hold are no profiles that can be read',
      'POST them once: the answer names every field that is wrong.',
      'PL2003',
    );
  }
}

function profilesOf(file: string, document: unknown): Profile[] {
  return (Array.isArray(document) ? document : [document]).map((one: Partial<Profile> | null) => {
    const { namespace, name } = one?.dataset ?? {};
    if (typeof namespace === 'string' && typeof name === 'string') return one as Profile;
    throw usageFailure(`${file} is no profile: it has no dataset with namespace and name`, undefined, 'PL2003');
  });
}
