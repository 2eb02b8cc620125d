/** A fenced block of a page: its language, and what its info string says (`sh exit=1`, `yaml file=orders.yaml`). */
export interface Block {
  language: string;
  options: Record<string, string>;
  text: string;
}

/** The fenced blocks of a Markdown page in order, with the indentation of lists taken away. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^( *)```(\S+)([^\n]*)\n([^]*?)^\1```/gm)].map((found) => {
    const [, indent = '', language = '', info = '', text = ''] = found;
    const options = Object.fromEntries([...info.matchAll(/(\S+?)=(\S+)/g)].map(([, key, value]) => [key, value]));
    return { language, options, text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}

const heredoc = 'END_OF_SNIPPET_7f3a';

const runners: Record<string, string> = { python: 'python3', r: 'Rscript' };

/**
 * One bash script that does what the page says: `sh` blocks run one after another in one shell, `file=NAME` writes the
 * block to a file, `python` and `r` blocks are run. `exit=1` says how a block must end; `run=no` leaves one out.
 */
export function pageScript(blocks: readonly Block[]): string {
  return ['set -eo pipefail', ...blocks.flatMap(blockScript)].join('\n');
}

function blockScript({ language, options, text }: Block): string[] {
  if (options['run'] === 'no') return [];
  if (options['file']) return [`cat > '${options['file']}' <<'${heredoc}'\n${text}${heredoc}`];
  const runner = runners[language];
  const script = runner ? `${runner} - <<'${heredoc}'\n${text}${heredoc}` : text;
  if (!runner && language !== 'sh') return [];
  if (!options['exit']) return [script];
  const wanted = options['exit'];
  return [
    `set +e; (\n${script}\n); code=$?; set -e`,
    `[ "$code" = ${wanted} ] || { echo "ended with $code, the page says ${wanted}" >&2; exit 99; }`,
  ];
}
