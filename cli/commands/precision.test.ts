import { expect, it } from 'vitest';
import { localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const row = { id: 'dst_7', namespace: 'shop', name: 'public.orders' };
const promoted = { dataset: { ...row, slug: 'public.orders' }, family: 'share', by: 'dana', note: 'mended' };

it('has a kind of alarm told again, by the name of the dataset, with the note', async () => {
  const page = { status: 200, body: { items: [row], nextCursor: null, total: 1 } };
  const { url, requests } = await localServer(page, { status: 200, body: promoted });
  const args = ['precision', 'promote', 'shop/public.orders', 'share', '--note', 'mended', '--url', url];
  expect(await runCommand(args)).toMatchObject({
    exitCode: 0,
    out: 'share of shop/public.orders is told again, until new marks speak against it.\n',
  });
  expect(requests.at(-1)).toMatchObject({ method: 'POST', path: '/api/v1/datasets/dst_7/precision/promote' });
  expect(requests.at(-1)?.body).toEqual({ family: 'share', note: 'mended' });
});

it('says what the server says when it is told already', async () => {
  const problem = { type: 'about:blank', title: 'Conflict', status: 409, detail: 'share is told already.' };
  const { url } = await localServer({ status: 409, body: problem });
  const { exitCode, err } = await runCommand(['precision', 'promote', 'dst_7', 'share', '--url', url]);
  expect(exitCode).not.toBe(0);
  expect(err).toContain('share is told already.');
});

it('asks for both arguments', async () => {
  const { exitCode, err } = await runCommand(['precision', 'promote', 'dst_7', '--url', 'http://localhost:1']);
  expect(exitCode).toBe(2);
  expect(err).toContain("missing required argument 'family'");
});
