import { defineConfig } from 'vitest/config';

// These start and kill servers, compile, hash many passwords or wait for mail; test:unit leaves them to test:slow.
const slow = [
  'server/database/{managed,embedded-binaries,migrate}.test.ts',
  'test/{docs,faults,hostile,interop,observe}/**/*.test.ts',
  'test/{start-command,demo}.test.ts',
  'server/api/session.test.ts',
  'cli/profile/{profile-numbers,large-files}.test.ts',
  'cli/profile/database/agreement.test.ts',
  'bench/profile/*.test.ts',
  'bench/detection/strangers.test.ts',
  'server/channels/{email,slack-lives}.test.ts',
];
// `npm run hunt` asks the laws of checks/ about the cases of other seeds.
const seeds = (process.env['HUNT_SEEDS'] ?? '').split(',').filter(Boolean).map(Number);
const patient = { testTimeout: 30_000, hookTimeout: 60_000 };

// Several projects, so that a run of pure tests alone does not wait for a database. The web has Playwright.
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      // Pure code shares nothing, so its files may share a process: a third of the time.
      {
        test: {
          name: 'pure',
          include: ['{checks,alerts,calendar}/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          provide: { seeds },
          ...patient,
        },
      },
      {
        test: {
          name: 'server',
          include: ['{server,cli,bench,test}/**/*.test.ts'],
          exclude: ['test/{tooling,story}/**', '**/node_modules/**', ...slow],
          globalSetup: ['test/global-setup.ts'],
          ...patient,
        },
      },
      {
        test: { name: 'slow', include: slow, globalSetup: ['test/global-setup.ts'], ...patient, testTimeout: 300_000 },
      },
      { test: { name: 'tooling', include: ['test/tooling/**/*.test.ts'], ...patient } },
      {
        test: {
          name: 'story',
          include: ['test/story/**/*.test.ts'],
          globalSetup: ['test/global-setup.ts'],
          ...patient,
          testTimeout: 300_000,
        },
      },
    ],
  },
});
