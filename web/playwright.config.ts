import { defineConfig } from '@playwright/test';
import { findChromium } from '../test/chromium.js';
import { SIGNED_IN } from './e2e/support/state.ts';

const isRoot = process.getuid?.() === 0;

/** End-to-end tests: the real server with a database of its own, in a real Chromium. Chromium refuses its sandbox to root. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/web',
  globalSetup: './e2e/support/global-setup.ts',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000,
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: await findChromium(), args: isRoot ? ['--no-sandbox'] : [] },
  },
  projects: [
    { name: 'units', testMatch: 'units/*.spec.ts' },
    { name: 'set-up', testMatch: 'set-up.spec.ts' },
    { name: 'pages', testMatch: 'pages/*.spec.ts', dependencies: ['set-up'], use: { storageState: SIGNED_IN } },
    { name: 'actions', testMatch: 'actions/*.spec.ts', dependencies: ['pages'], use: { storageState: SIGNED_IN } },
  ],
});
