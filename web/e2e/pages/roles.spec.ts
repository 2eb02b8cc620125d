import { expect, open, test } from '../support/quiet-page.ts';
import { signedInAs } from '../support/viewer.ts';
import { NAMESPACE } from '../support/story.ts';

test('somebody who may only look sees incidents without buttons', async ({ browser, url }) => {
  const page = await signedInAs(browser, 'vera@example.org', [NAMESPACE]);
  await open(page, `${url}/incidents/INC-1`);
  await expect(page.getByText('Your role may look at incidents, not act on them.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Comment' })).toHaveCount(0);
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { name: 'What failed?' })).toBeVisible();
  await page.close();
});

test('somebody whose namespaces hold nothing is told why, and foreign datasets are not there', async ({
  browser,
  url,
}) => {
  const page = await signedInAs(browser, 'walt@example.org', ['elsewhere']);
  await open(page, `${url}/datasets`);
  await expect(page.getByRole('heading', { name: 'There is no dataset that you may see' })).toBeVisible();
  await open(page, `${url}/datasets/shop.public.orders`);
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await open(page, `${url}/incidents/INC-1`);
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await page.close();
});
