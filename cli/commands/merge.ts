import type { Command } from 'commander';
import { findInconsistencies, mergeProfiles, type FieldProblem, type Profile } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { outputOption, type OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { readDocuments } from '../read-documents.ts';
import { writeData } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline merge part-1.json part-2.json -o json | plumbline push -
  $ plumbline merge parts.ndjson                     what the whole is, and what could not be merged

Makes one profile of a dataset out of profiles of parts of it: of the same data interval, no row in two
parts. Counts are added; where only bounds are known the profile says so; the rest is left out, and told.
`;

/** `plumbline merge FILE...`: the profile of the whole from profiles of its parts. */
export function addMergeCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('merge')
    .description('Make one profile out of profiles of parts of a dataset')
    .addHelpText('before', examples)
    .argument('<files...>', 'files of one or more profiles, JSON or one a line; - for standard input')
    .addOption(outputOption())
    .action((files: string[], options: { output: OutputForm }) => {
      const parts = files.flatMap(readProfiles);
      const { profile, problems, leftOut } = mergeProfiles(parts);
      if (profile === null) throw usageFailure(`the profiles cannot be merged: ${problems.join('; ')}`);
      for (const name of leftOut) terminal.err(`left out, since it cannot be merged: ${name}\n`);
      if (options.output !== 'human') return writeData(terminal, options.output, profile);
      terminal.out(`${parts.length} profiles make one of ${words(profile)}\n`);
    });
}

/** The profiles of a file; one that contradicts itself is refused, because its sums would be wrong unseen. */
function readProfiles(file: string): Profile[] {
  const document = readDocuments(file);
  const profiles = Array.isArray(document) ? (document as unknown[]) : [document];
  return profiles.map((profile, index) => {
    const place = `${file === '-' ? 'standard input' : file}${profiles.length > 1 ? `, profile ${index + 1}` : ''}`;
    if (!isProfile(profile)) {
      throw usageFailure(`${place} is no profile: /dataset with a namespace and a name is missing`);
    }
    const [problem] = inconsistenciesOf(profile, place);
    if (problem === undefined) return profile;
    throw usageFailure(`${place} contradicts itself at ${problem.pointer}: ${problem.message}`);
  });
}

/** What has other types than a profile has may be anything at all. */
function inconsistenciesOf(profile: Profile, place: string): FieldProblem[] {
  try {
    return findInconsistencies(profile);
  } catch {
    throw usageFailure(`${place} is no profile as /schema/profile.json describes it`);
  }
}

function isProfile(value: unknown): value is Profile {
  const { dataset } = (value ?? {}) as { dataset?: unknown };
  const { namespace, name } = (dataset ?? {}) as { namespace?: unknown; name?: unknown };
  return typeof namespace === 'string' && typeof name === 'string';
}

function words({ dataset, rowCount, columnMetrics = {} }: Profile): string {
  const rows = rowCount === undefined ? 'an unknown number of rows' : `${rowCount} rows`;
  return `${dataset.namespace}/${dataset.name}: ${rows}, ${Object.keys(columnMetrics).length} columns`;
}
