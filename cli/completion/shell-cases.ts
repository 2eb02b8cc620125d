import type { KnownCommand } from './command-tree.ts';

/** Text between single quotes, for bash and zsh. */
export const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Patterns `'path:word'` of words that lead one command further down. */
export function pathCases(tree: readonly KnownCommand[]): string {
  return tree.flatMap(({ path, subcommands }) => subcommands.map(({ name }) => quoted(`${path}:${name}`))).join('|');
}

/** Patterns `'path:--flag'` of options after which a value stands. */
export function valueCases(tree: readonly KnownCommand[]): string {
  return tree
    .flatMap(({ path, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .flatMap(({ flags }) => flags.map((flag) => quoted(`${path}:${flag}`))),
    )
    .join('|');
}

/** One case for each option whose values are known. */
export function choiceCases(tree: readonly KnownCommand[], answer: (choices: readonly string[]) => string): string {
  return tree
    .flatMap(({ path, options }) =>
      options
        .filter(({ choices }) => choices.length > 0)
        .map(({ flags, choices }) => {
          return `    ${flags.map((flag) => quoted(`${path}:${flag}`)).join('|')}) ${answer(choices)} ;;`;
        }),
    )
    .join('\n');
}
