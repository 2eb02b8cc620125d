import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function onPath() {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => directories.map((directory) => join(directory, name)))
    .find((file) => existsSync(file));
}

async function ofPlaywright() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

function installed() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], quiet);
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
  return onPath();
}

/**
 * The browser for the end-to-end tests: PLAYWRIGHT_CHROMIUM, a Chromium or Chrome on the path, Playwright's own, or one
 * installed now where apt-get may. Throws a sentence that says what to do when there is none.
 */
export async function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named && !existsSync(named)) throw new Error(`PLAYWRIGHT_CHROMIUM names ${named}, which is not there.`);
  const file = named || onPath() || (await ofPlaywright()) || installed();
  if (file) return file;
  throw new Error(
    'There is no Chromium and it cannot be installed from here: install one (apt-get install chromium), ' +
      'run npx playwright install chromium, or set PLAYWRIGHT_CHROMIUM to its path.',
  );
}
