import type { Profile } from '../../checks/index.ts';
import { connectClient } from '../client.ts';
import { parseDatasetName } from '../common-options.ts';
import { writeData } from '../write-data.ts';
import { interruptedFailure } from '../failure.ts';
import type { Failure } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { pushProfiles } from '../push-profiles.ts';
import { ownVersion } from '../version.ts';
import { dataIntervalOf, idempotencyKeyOf, instantOption } from './identity.ts';
import type { ProfileOptions } from './profile-options.ts';
import { profileFiles } from './profile-files.ts';
import { profileTable } from './profile-table.ts';
import { progressBar } from './progress-bar.ts';
import { openWorkspace } from './workspace.ts';

/** The action of `plumbline profile`: measure, then print the profile or push it. */
export async function runProfile(paths: string[], options: ProfileOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const dataset = parseDatasetName(options.dataset);
  const dataInterval = dataIntervalOf(options);
  const capturedAt = options.capturedAt === undefined ? undefined : instantOption('--captured-at', options.capturedAt);
  const client = options.push ? connectClient(options, terminal.env) : null;
  const measured = await measure(paths, options, context);
  if (measured.schema === undefined)
    terminal.err(`plumbline: no header and no rows in ${paths.join(', ')}; measured as 0 rows.\n`);
  const profile: Profile = {
    schemaVersion: 1,
    dataset,
    ...(options.runId !== undefined && { run: { id: options.runId } }),
    ...(dataInterval && { dataInterval }),
    ...(capturedAt !== undefined && { capturedAt }),
    ...measured,
    producer: { name: 'plumbline-cli', version: ownVersion() },
  };
  profile.idempotencyKey = options.key ?? idempotencyKeyOf(profile);
  if (client) return pushProfiles(profile, { client, options, context });
  if (options.output === 'human') terminal.out(profileTable(profile, terminal));
  else writeData(terminal, options.output, profile);
}

async function measure(
  paths: string[],
  options: ProfileOptions,
  { terminal }: CommandContext,
): Promise<Omit<Profile, 'dataset'>> {
  const workspace = await openWorkspace(options.memory);
  const bar = progressBar(terminal, () => workspace.percent());
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
    workspace.interrupt();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const onStep = (done: number, steps: number, next: string): void => {
      if (interruption.signal.aborted) throw stopped();
      bar.step(done, steps, next);
    };
    return await profileFiles({ paths, options, workspace, onStep, signal: interruption.signal });
  } catch (error) {
    throw interruption.signal.aborted ? stopped() : error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    bar.end();
    workspace.close();
  }
}

function stopped(): Failure {
  return interruptedFailure('interrupted; nothing was sent');
}
