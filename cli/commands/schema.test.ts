import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';

it('plumbline schema prints a schema that can be used as it is, without a server', async () => {
  for (const [what, good, bad] of [
    [
      'suite',
      { suite: 's', dataset: 'n/d', expect: [{ row_count: 1 }] },
      { suite: 's', dataset: 'n/d', expect: [{ row_kount: 1 }] },
    ],
    [
      'profile',
      { dataset: { namespace: 'n', name: 'd' }, rowCount: 1 },
      { dataset: { namespace: 'n', name: 'd' }, rowKount: 1 },
    ],
  ] as const) {
    const { exitCode, out } = await runCommand(['schema', what]);
    expect(exitCode).toBe(0);
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(out) as object);
    expect([validate(good), validate(bad)]).toEqual([true, false]);
    const line = (await runCommand(['schema', what, '-o', 'ndjson'])).out;
    expect([line.trimEnd().includes('\n'), JSON.parse(line)]).toEqual([false, JSON.parse(out)]);
  }
});

it('plumbline schema of something else is wrong usage', async () => {
  expect(await runCommand(['schema', 'routing'])).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('PL2001') as string,
  });
});
