import { matchesDataset, requiredMetrics } from '../../checks/index.ts';
import type { DatasetName } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { usageFailure } from '../failure.ts';
import { readSuites, tellProblems } from '../read-suites.ts';
import type { ProfileOptions } from './profile-options.ts';

/** What the suites of --for that are for the dataset require, with their names; nothing without --for. */
export async function measuredFor(
  dataset: DatasetName,
  options: ProfileOptions,
  { terminal }: CommandContext,
): Promise<Pick<ProfileOptions, 'required' | 'suites'>> {
  if (options.for === undefined) return {};
  const readings = await readSuites(options.for);
  const wrong = readings.filter(({ problems }) => problems.length > 0);
  tellProblems(wrong, (line) => terminal.err(line));
  if (wrong.length > 0) throw usageFailure('nothing was measured: a suite has problems', undefined, 'PL2004');
  const suites = readings.flatMap(({ suite }) => (suite !== null && matchesDataset(suite, dataset) ? [suite] : []));
  if (suites.length === 0) {
    const others = [...new Set(readings.flatMap(({ suite }) => suite?.dataset ?? []).map(nameOf))];
    throw usageFailure(
      `no suite in ${options.for.join(', ')} is for ${nameOf(dataset)}`,
      `They are for ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}.`,
      'PL2011',
    );
  }
  return { required: requiredMetrics(suites), suites: [...new Set(suites.map(({ name }) => name))].sort() };
}

const nameOf = ({ namespace, name }: Pick<DatasetName, 'namespace' | 'name'>): string => `${namespace}/${name}`;
