import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../server/config/package-root.ts';
import { Trouble } from '../../detection/trouble.ts';

export const marquezVersion = '0.51.1';

const here = join(packageRoot(), 'bench', 'lineage', 'marquez');
const built = join(packageRoot(), '.cache', 'bench', `marquez-${marquezVersion}`);

/**
 * The class path of Marquez 0.51.1, compiled once from the sources that `repository` (a git directory of MarquezProject/marquez,
 * or PLUMBLINE_MARQUEZ) holds at its tag of that version, with the dependencies that it names, and kept below .cache/bench.
 * Needs git, tar, Maven and a JDK of 17 or later. Throws a Trouble in a sentence when one of them is missing or fails.
 */
export function buildMarquez(repository = process.env['PLUMBLINE_MARQUEZ']): string {
  const classPath = `${join(built, `marquez-${marquezVersion}.jar`)}:${join(built, 'lib', '*')}`;
  if (existsSync(join(built, 'lib'))) return classPath;
  if (repository === undefined)
    throw new Trouble('Say in PLUMBLINE_MARQUEZ where a git directory of MarquezProject/marquez is.');
  const sources = join(built, 'sources');
  rmSync(built, { recursive: true, force: true });
  mkdirSync(sources, { recursive: true });
  const paths = 'api/src/main clients/java/src/main lombok.config';
  must(
    'bash',
    [
      '-o',
      'pipefail',
      '-c',
      `git --git-dir "$0" archive ${marquezVersion} ${paths} | tar x -C "$1"`,
      repository,
      sources,
    ],
    'cannot read the sources of Marquez',
  );
  const target = join(built, 'target');
  const settings = [`-Dmarquez.sources=${sources}`, `-Dmarquez.target=${target}`];
  must('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), ...settings, 'package'], 'cannot compile Marquez');
  renameSync(join(target, `marquez-${marquezVersion}.jar`), join(built, `marquez-${marquezVersion}.jar`));
  renameSync(join(target, 'lib'), join(built, 'lib'));
  rmSync(target, { recursive: true, force: true });
  return classPath;
}

function must(program: string, args: string[], trouble: string): void {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.status !== 0)
    throw new Trouble(
      `${trouble}: ${done.error?.message ?? ''}${done.stderr ?? ''}${(done.stdout ?? '').slice(-2000)}`,
    );
}
