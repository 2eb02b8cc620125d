import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { blocksOf, pageScript } from './page-script.ts';

const ran = (markdown: string) => spawnSync('bash', ['-c', pageScript(blocksOf(markdown))], { encoding: 'utf8' });
const block = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n`;

it('runs the blocks of a page in one shell, those inside lists too', () => {
  const list = `1. first\n\n   ${block('sh', '   export WORD=kept').replace('\n```\n', '\n   ```\n')}`;
  expect(ran(list + block('sh', 'echo "$WORD"')).stdout).toBe('kept\n');
});

it('fails when a command fails, or ends otherwise than the page says', () => {
  expect(ran(block('sh', 'false')).status).not.toBe(0);
  expect(ran(block('sh exit=2', 'exit 2') + block('sh', 'echo after')).stdout).toBe('after\n');
  expect(ran(block('sh exit=2', 'exit 1')).stderr).toContain('ended with 1, the page says 2');
});

it('runs neither output nor what the page says not to run', () => {
  expect(ran(block('text', 'exit 1') + block('sh run=no', 'exit 1')).status).toBe(0);
});
