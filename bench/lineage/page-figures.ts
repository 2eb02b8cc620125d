import type { Page } from '@playwright/test';
import { panned, untilLoaded, untilMark, withLink } from './in-page.ts';

export interface Visit {
  page: Page;
  url: string;
  key: string;
  say: (text: string) => void;
}

const panMs = 2_000;
const password = 'only here to be measured';

/** A person who may look at everything, signed in in the browser. */
export async function signIn({ page, url, key }: Visit): Promise<void> {
  const person = { email: 'bench@example.org', name: 'Bench', role: 'viewer', namespaces: ['*'], password };
  const answer = await fetch(`${url}/api/v1/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  if (!answer.ok) throw new Error(`no user: ${answer.status} ${await answer.text()}`);
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}

const drawn = 'lineage-map-drawn';

/**
 * From the click on Lineage until the canvas is drawn; the same from the address (the whole page anew); and how many frames a
 * second are drawn while the map is dragged to and fro: all of it, zoomed halfway in, and so near that names are read.
 */
export async function measureMap({ page, url }: Visit) {
  await page.goto(`${url}/datasets`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const asked = page.waitForResponse((response) => response.url().includes('/lineage/map'));
  const paintMs = await page.evaluate<number>(untilMark('nav[aria-label=Main] a[href="/lineage"]', drawn));
  const body = await (await asked).body();
  const answer = JSON.parse(body.toString()) as { nodes: { ids: string[] } };
  await page.goto(`${url}/lineage`);
  const loadMs = await page.evaluate<number>(untilLoaded(drawn));
  const wholeFps = await page.evaluate<number>(panned(drawn, panMs));
  for (let n = 0; n < 4; n++) await page.keyboard.press('+');
  const middleFps = await page.evaluate<number>(panned(drawn, panMs));
  for (let n = 0; n < 6; n++) await page.keyboard.press('+');
  const nearFps = await page.evaluate<number>(panned(drawn, panMs));
  return {
    paintMs,
    loadMs,
    wholeFps,
    middleFps,
    nearFps,
    nodes: answer.nodes.ids.length,
    answerKb: body.length / 1_000,
  };
}

/** From the choice of a node with about 150 around it until its cards are on screen; another node each time. */
export async function measureFocus(visit: Visit, n: number): Promise<{ cards: number; ms: number }> {
  const { page, url } = visit;
  const id = await crowded(visit, n);
  await page.goto(`${url}/lineage?mode=changes`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(withLink(`/lineage?focus=${id}&up=4&down=4`));
  const ms = await page.evaluate<number>(untilMark('#measured', 'lineage-graph-shown'));
  return { cards: await page.locator('[data-card]').count(), ms };
}

/** The n-th of the datasets that have 150 nodes within four hops. */
async function crowded({ url, key }: Visit, n: number): Promise<string> {
  let found = 0;
  for (let id = 60; id < 2_000; id += 7) {
    const answer = await fetch(`${url}/api/v1/lineage/neighbourhood?focus=dst_${id}&up=4&down=4`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!answer.ok) continue;
    const { nodes } = (await answer.json()) as { nodes: unknown[] };
    if (nodes.length >= 150 && found++ === n) return `dst_${id}`;
  }
  throw new Error('no dataset has 150 nodes around it');
}
