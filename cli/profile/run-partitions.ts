import type { Profile } from '../../checks/index.ts';
import { connectClient } from '../client.ts';
import { parseDatasetName } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { pushInOrder } from '../push-profiles.ts';
import { printable } from '../terminal.ts';
import { completed, tellLeftOut } from './complete-profile.ts';
import { datasetFiles } from './dataset-files.ts';
import { instantOption } from './identity.ts';
import { measureFiles } from './measure-files.ts';
import { partitionsOf } from './partitions.ts';
import type { Partition } from './partitions.ts';
import { profileForm } from './profile-form.ts';
import type { ProfileOptions } from './profile-options.ts';
import { profileTable } from './profile-table.ts';

const profilesAtOnce = 100;
const batchBytes = 8 * 1024 * 1024;

/** One profile for each partition, in the order of the times they cover; pushed in batches once all are measured. */
export async function runPartitions(
  sources: string[],
  options: ProfileOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const dataset = parseDatasetName(options.dataset);
  for (const name of ['date', 'key'] as const) {
    if (options[name] !== undefined) throw usageFailure(`--${name} is for one profile, and partitions have one each`);
  }
  const capturedAt = options.capturedAt === undefined ? undefined : instantOption('--captured-at', options.capturedAt);
  const client = options.push ? connectClient(options, terminal.env) : null;
  const { files, leftOut } = await datasetFiles(sources, options.format !== undefined);
  tellLeftOut(leftOut, context);
  const partitions = partitionsOf(files, options.interval);
  tellTimeless(partitions, context);
  const profiles: Profile[] = [];
  for (const [index, { name, paths, dataInterval }] of partitions.entries()) {
    const label = `${index + 1} of ${partitions.length}, ${name}: `;
    const identity = { ...(dataInterval && { dataInterval }), ...(capturedAt !== undefined && { capturedAt }) };
    const measured = await measureFiles(paths, { ...options, ...identity }, { terminal, label });
    const rows = measured.rowCount ?? 0;
    const scope = { scope: { kind: 'partition' as const }, partitions: [{ value: name.slice(0, 1000), rows }] };
    profiles.push(completed({ dataset, ...identity, ...measured, ...scope }, options));
  }
  if (client) return pushInOrder(batchesOf(profiles).map(alone), { client, options, context });
  const output = profileForm(options);
  if (output === 'json') return terminal.out(`${JSON.stringify(profiles, null, 2)}\n`);
  if (output === 'ndjson') return terminal.out(profiles.map((one) => `${JSON.stringify(one)}\n`).join(''));
  for (const profile of profiles) {
    terminal.out(printable(`${profile.partitions?.[0]?.value}${spanText(profile)}`) + '\n');
    terminal.out(`${profileTable(profile, terminal)}\n`);
  }
}

function spanText({ dataInterval }: Profile): string {
  return dataInterval ? ` (${dataInterval.start} to ${dataInterval.end})` : '';
}

function tellTimeless(partitions: readonly Partition[], { terminal }: CommandContext): void {
  const timeless = partitions.filter(({ dataInterval }) => !dataInterval);
  if (timeless.length === 0) return;
  const [first] = timeless;
  terminal.err(
    printable(
      `plumbline: ${timeless.length} of ${partitions.length} partitions tell no time by their names, such as ${first?.name}.`,
    ) +
      '\nSay where it stands, such as --interval orders_YYYYMMDD; without it their order of arrival is all that is known.\n',
  );
}

const alone = (batch: Profile[]) => (batch.length === 1 ? batch[0] : batch);

function batchesOf(profiles: readonly Profile[]): Profile[][] {
  const batches: Profile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const profile of profiles) {
    const size = JSON.stringify(profile).length;
    const last = batches.at(-1);
    if (last && last.length < profilesAtOnce && bytes + size <= batchBytes) {
      last.push(profile);
      bytes += size;
    } else {
      batches.push([profile]);
      bytes = size;
    }
  }
  return batches;
}
