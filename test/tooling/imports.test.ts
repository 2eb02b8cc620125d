import { format } from 'prettier';
import { expect, it } from 'vitest';
import { IMPORT_TABLES } from '../../checks/index.ts';
import { packageRoot } from './package-root.ts';

const introduction = `# What is imported as what

<!-- Made from the tables in checks/import/; do not edit. \`npx vitest run --project tooling test/tooling/imports.test.ts -u\` writes it. -->

What \`plumbline check import\` makes of the checks of other tools. The report of each import says of every check whether it was
translated, approximated (and how) or not possible (and what to do). What it means there and here is the same but for the remarks;
what is in no table is not possible, or a counter where rows can be counted. How to: [import checks](../how-to/import-checks.md).
`;

const cell = (text: string) => text.replaceAll('|', '\\|');

it('everything that is imported stands in the reference, with what it becomes', async () => {
  const sections = IMPORT_TABLES.map(({ title, rows }) => {
    const lines = rows.map(({ from, to, remark }) => `| ${cell(from)} | ${cell(to)} | ${cell(remark ?? '')} |`);
    expect(lines.length).toBeGreaterThan(2);
    return `## ${title}\n\n| there | here | remark |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  const page = await format(`${introduction}\n${sections.join('\n')}`, { parser: 'markdown', printWidth: 120 });
  await expect(page).toMatchFileSnapshot(`${packageRoot}/docs/reference/imports.md`);
});
