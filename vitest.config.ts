import { defineConfig } from 'vitest/config';

const patient = { testTimeout: 30_000, hookTimeout: 60_000 };

// Several projects, so that a run of pure tests alone does not wait for a database. The web has Playwright.
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { test: { name: 'pure', include: ['{checks,alerts,calendar}/**/*.test.ts'], ...patient } },
      {
        test: {
          name: 'server',
          include: ['{server,cli,bench,test}/**/*.test.ts'],
          exclude: ['test/{tooling,story}/**', '**/node_modules/**'],
          globalSetup: ['test/global-setup.ts'],
          ...patient,
        },
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
