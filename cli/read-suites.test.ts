import { expect, it } from 'vitest';
import { runCommand } from './testing/run-command.ts';
import { temporaryFiles } from './testing/temporary-folder.ts';

it('a problem of a suite is one line: place, code, cause, what to do, and where more is said', async () => {
  const yaml = 'suite: s\ndataset: n/d\nexpect:\n  - row_cuont: 1\n  - column: a\n    min: [9, 1]\n';
  const path = temporaryFiles()('orders.yaml', yaml);
  const { exitCode, out } = await runCommand(['check', 'validate', path]);
  const page = 'docs: docs/reference/exit-codes-and-errors.md';
  expect([exitCode, out.trimEnd().split('\n')]).toEqual([
    2,
    [
      `${path}:4:5 PL1011 unknown expectation "row_cuont" — did you mean "row_count"? ${page}#pl1011`,
      `${path}:6:10 PL1013 the low end 9 is above the high end 1. Correct the bounds, or make two expectations of them. ${page}#pl1013`,
    ],
  ]);
  const { files } = JSON.parse((await runCommand(['check', 'validate', path, '-o', 'json'])).out) as {
    files: { problems: { code: string; fix: string }[] }[];
  };
  expect(files[0]?.problems[0]).toMatchObject({ code: 'PL1011', fix: expect.any(String) as string });
});
