import type { Profile } from '../../checks/index.ts';
import { connectClient } from '../client.ts';
import { parseDatasetName } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { writeData } from '../write-data.ts';
import type { CommandContext } from '../command-context.ts';
import { pushProfiles } from '../push-profiles.ts';
import { isDatabaseUrl } from './database/target.ts';
import { datasetFiles } from './dataset-files.ts';
import { completed, tellLeftOut } from './complete-profile.ts';
import { dataIntervalOf, instantOption } from './identity.ts';
import { measureDatabase } from './measure-database.ts';
import { measureFiles } from './measure-files.ts';
import { measuredFor } from './measured-for.ts';
import type { ProfileOptions } from './profile-options.ts';
import { profileForm } from './profile-form.ts';
import { profileTable } from './profile-table.ts';
import { runPartitions } from './run-partitions.ts';

/** The action of `plumbline profile`: measure, then print the profile or push it. */
export async function runProfile(sources: string[], options: ProfileOptions, context: CommandContext): Promise<void> {
  if (options.push !== true) profileForm(options);
  const [source = ''] = sources;
  if (sources.some(isDatabaseUrl)) {
    if (sources.length > 1) throw usageFailure('a database is measured by itself, without other files or databases');
    return runDatabase(source, options, context);
  }
  refuseDatabaseOptions(options);
  const dataset = parseDatasetName(options.dataset);
  const asked = await measuredFor(dataset, options, context);
  refuseHalfRule(options);
  if (options.partitions) return runPartitions(sources, { ...options, ...asked }, context);
  const identity = identityOf(options);
  const client = options.push ? connectClient(options, context.terminal.env) : null;
  const { files, leftOut } = await datasetFiles(sources, options.format !== undefined);
  tellLeftOut(leftOut, context);
  const measured = await measureFiles(
    files.map(({ path }) => path),
    { ...options, ...asked, ...identity },
    context,
  );
  if (measured.schema === undefined && measured.rowCount === 0)
    context.terminal.err(`plumbline: no header and no rows in ${sources.join(', ')}; measured as 0 rows.\n`);
  const profile = completed({ dataset, ...identity, ...measured }, { ...options, ...asked });
  if (client) return pushProfiles(profile, { client, options, context });
  print(profile, options, context);
}

async function runDatabase(url: string, options: ProfileOptions, context: CommandContext): Promise<void> {
  refuseFileOptions(options);
  const identity = identityOf(options);
  const named = options.dataset === undefined ? undefined : parseDatasetName(options.dataset);
  if (!named && options.table === undefined) parseDatasetName(undefined);
  const client = options.push ? connectClient(options, context.terminal.env) : null;
  const found = await measureDatabase(url, options, context);
  const dataset = named ?? found.dataset ?? parseDatasetName(undefined);
  const profile = completed({ dataset, ...identity, ...found.measured }, options);
  if (client) return pushProfiles(profile, { client, options, context });
  print(profile, options, context);
}

function identityOf(options: ProfileOptions): Pick<Profile, 'dataInterval' | 'capturedAt'> {
  const dataInterval = dataIntervalOf(options);
  const capturedAt = options.capturedAt === undefined ? undefined : instantOption('--captured-at', options.capturedAt);
  return { ...(dataInterval && { dataInterval }), ...(capturedAt !== undefined && { capturedAt }) };
}

function print(profile: Profile, options: ProfileOptions, { terminal }: CommandContext): void {
  const output = profileForm(options);
  if (output === 'human') terminal.out(profileTable(profile, terminal));
  else writeData(terminal, output, profile);
}

function refuseDatabaseOptions(options: ProfileOptions): void {
  const given = (['table', 'query', 'where', 'sample'] as const).find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw usageFailure(
    `--${given} is for databases`,
    'Give an address such as postgres://user@host:5432/shop in place of files.',
  );
}

function refuseHalfRule({ neverFalls, by, previous }: ProfileOptions): void {
  if ([neverFalls, by, previous].some((one) => one !== undefined) && !(neverFalls && by && previous !== undefined))
    throw usageFailure(
      '--never-falls, --by and --previous belong together',
      'Such as --never-falls confirmed,deaths --by country --previous yesterday.csv.',
    );
}

function refuseFileOptions(options: ProfileOptions): void {
  const given = (
    [
      'format',
      'delimiter',
      'ignoreErrors',
      'rows',
      'unionByName',
      'partitions',
      'for',
      'uniqueKey',
      'neverFalls',
    ] as const
  ).find((name) => options[name] !== undefined);
  if (given !== undefined)
    throw usageFailure(
      `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for files, not for databases`,
    );
  if ((options.table === undefined) === (options.query === undefined))
    throw usageFailure('say what to measure in the database: --table or --query', 'Such as --table public.orders.');
  if (options.query !== undefined && options.sample !== undefined)
    throw usageFailure('--sample is for tables: a query might not answer alike twice', 'Limit the query itself.');
}
