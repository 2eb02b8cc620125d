import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { ReceivedMail } from '../../server/channels/testing/local-smtp.ts';
import { findChromium } from '../chromium.js';
import type { ServerProcess } from './server-process.ts';
import { dataset } from './stage.ts';

/** Takes the pictures of the story's page, each in light and dark. */
export interface Studio {
  ofIncident(id: string): Promise<void>;
  ofDataset(): Promise<void>;
  /** The mail as a mailbox shows it: sender and subject above its HTML part. */
  ofMail(mail: ReceivedMail | undefined): Promise<void>;
  close(): Promise<void>;
}

const themes = ['light', 'dark'] as const;
const person = { email: 'ana@example.org', name: 'Ana', password: 'correct horse battery staple' };

/** Opens a browser, makes the first administrator of the server and signs in as such. */
export async function openStudio({ url, setupToken }: ServerProcess, folder: string): Promise<Studio> {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
  const state = await signIn(browser, url, setupToken);
  const each = async (name: string, height: number, take: (page: Page) => Promise<unknown>) => {
    for (const colorScheme of themes) {
      const viewport = { width: 1200, height };
      const context = await browser.newContext({ storageState: state, colorScheme, viewport, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await take(page);
      await page.evaluate('document.fonts.ready');
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      await context.close();
    }
  };
  return {
    ofIncident: (id) => each('incident', 900, (page) => open(page, `${url}/incidents/${id}`)),
    ofDataset: () => each('dataset', 900, openDataset(url)),
    ofMail: (mail) => each('mail', 790, (page) => page.setContent(mailbox(mail))),
    close: () => browser.close(),
  };
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const openDataset = (url: string) => async (page: Page) => {
  const answer = await page.request.get(`${url}/api/v1/datasets?q=${dataset.split('/')[1]}`);
  const [found] = ((await answer.json()) as { items: { slug: string }[] }).items;
  if (!found) throw new Error(`The server knows no dataset ${dataset}.`);
  await open(page, `${url}/datasets/${found.slug}?from=all&metric=Province_State.distinct&metric=Confirmed.skewness`);
};

async function signIn(browser: Browser, url: string, token: string): ReturnType<BrowserContext['storageState']> {
  const context = await browser.newContext();
  const headers = { 'x-plumbline-request': '1' };
  const answer = await context.request.post(`${url}/api/v1/setup`, { headers, data: { token, ...person } });
  if (!answer.ok()) throw new Error(`The first administrator could not be made: ${await answer.text()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

function mailbox(received: ReceivedMail | undefined): string {
  const html = received?.mail.html;
  if (!received || typeof html !== 'string') throw new Error('There is no mail with an HTML part to show.');
  const { mail, from, to } = received;
  const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
  const line = (name: string, text: string) => `<div><b>${name}</b> ${escape(text)}</div>`;
  return `<!doctype html><meta name="color-scheme" content="light dark">
    <body style="margin:0;font:14px/1.5 system-ui,sans-serif">
    <div style="padding:16px 24px;border-bottom:1px solid #8886">
      <div style="font-size:18px;font-weight:600;margin-bottom:4px">${escape(mail.subject ?? '')}</div>
      ${line('From', mail.from?.text ?? from)}${line('To', to.join(', '))}
    </div>
    <iframe srcdoc="${escape(html)}" style="border:0;width:100%;height:675px"></iframe>`;
}
