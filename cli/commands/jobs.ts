import { Option } from 'commander';
import type { Command } from 'commander';
import type { JobDetail, JobRow } from '../../server/api/shapes/jobs.ts';
import type { RunDetail, RunPage } from '../../server/api/shapes/runs.ts';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { listPages } from '../list-pages.ts';
import { jobLines, jobName, runLines, scheduleWords, timeWords } from '../run-lines.ts';
import { printable, type Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline jobs list                          what runs, without what is part of another
  $ plumbline jobs list --state FAIL LOST --all
  $ plumbline jobs show airflow/shop_daily
  $ plumbline runs show run_12
`;

const states = ['RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'LOST', 'UNKNOWN'];

interface ListOptions extends ClientOptions {
  all?: boolean;
  state?: string[];
  namespace?: string;
  owner?: string;
  search?: string;
  limit: number;
  output: OutputForm;
}
type ShowOptions = ClientOptions & { output: OutputForm };

/** `plumbline jobs list|show` and `plumbline runs show`: what runs, how it went, and what it touched. */
export function addJobsCommands(program: Command, { terminal }: CommandContext): void {
  const jobs = program
    .command('jobs')
    .description('List and show jobs and how they run')
    .addHelpText('before', examples);
  const list = jobs
    .command('list')
    .description('List the jobs with their newest run')
    .option('--all', 'what is part of another job too')
    .addOption(new Option('--state <states...>', 'whose newest run is so').choices(states))
    .option('--namespace <name>', 'of this namespace')
    .option('--owner <name>', 'of this owner')
    .option('--search <text>', 'whose name holds this, parts too')
    .option('--limit <count>', 'at most so many', countUpTo(10_000), 50)
    .addOption(outputOption());
  addClientOptions(list).action((options: ListOptions) => listJobs(options, terminal));
  const show = jobs.command('show').description('Show one job: how it runs, what it reads and writes, its newest runs');
  addClientOptions(show.argument('<job>', 'namespace/name, or its id').addOption(outputOption())).action(
    (job: string, options: ShowOptions) => showJob(job, options, terminal),
  );
  const runs = program.command('runs').description('Show runs of jobs').addHelpText('before', examples);
  const showOne = runs.command('show').description('Show one run: how it went, what ran within it, what was found');
  addClientOptions(
    showOne.argument('<run>', 'its id, or the one its pipeline gave it').addOption(outputOption()),
  ).action(async (run: string, options: ShowOptions) => {
    const path = `/api/v1/runs/${encodeURIComponent(run)}`;
    const found = (await connectClient(options, terminal.env).send('GET', path)).body as RunDetail;
    tell(terminal, options.output, { document: found, lines: () => runLines(found) });
  });
}

function tell(
  terminal: Terminal,
  form: OutputForm,
  { document, lines }: { document: object; lines: () => string[] },
): void {
  if (form !== 'human') return writeData(terminal, form, document);
  terminal.out(
    lines()
      .map((line) => `${printable(line)}\n`)
      .join(''),
  );
}

async function listJobs(options: ListOptions, terminal: Terminal): Promise<void> {
  const { all, state, namespace, owner, search } = options;
  const query = {
    sort: 'state',
    level: all || search !== undefined ? 'all' : 'top',
    state: state?.join(),
    namespace,
    owner,
    q: search,
  };
  const client = connectClient(options, terminal.env);
  const { items, total } = await listPages<JobRow>(client, { path: '/api/v1/jobs', query }, options.limit);
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'jobs', items });
  if (items.length === 0) return terminal.err('No such jobs.\n');
  const rows = items.map((job) => [
    job.id,
    job.lastRun?.state ?? 'no run',
    jobName(job),
    job.lastRun === null ? 'never' : timeWords(job.lastRun),
    scheduleWords(job.schedule),
  ]);
  terminal.out(alignedTable([['ID', 'STATE', 'JOB', 'NEWEST RUN', 'RUNS'], ...rows.map((row) => row.map(printable))]));
  if (total > items.length) terminal.err(`${items.length} of ${total}; --limit shows more.\n`);
}

async function showJob(job: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const client = connectClient(options, terminal.env);
  const path = `/api/v1/jobs/${encodeURIComponent(await jobIdOf(client, job))}`;
  const found = (await client.send('GET', path)).body as JobDetail;
  const runs = (await client.send('GET', `${path}/runs?limit=10`)).body as RunPage;
  tell(terminal, options.output, {
    document: { ...found, runs: runs.items },
    lines: () => jobLines(found, runs.items),
  });
}

/** The id of `namespace/name`; an id is taken as it is. */
async function jobIdOf(client: ReturnType<typeof connectClient>, job: string): Promise<string> {
  if (!job.includes('/')) return job;
  const { namespace, name } = parseDatasetName(job);
  const query = { namespace, q: name, level: 'all' };
  const { items } = await listPages<JobRow>(client, { path: '/api/v1/jobs', query }, 10_000);
  const found = items.find((one) => one.name === name);
  if (found) return found.id;
  throw usageFailure(`there is no job ${JSON.stringify(job)}`, 'See: plumbline jobs list --all');
}
