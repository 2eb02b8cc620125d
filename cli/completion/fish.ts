import type { KnownCommand, KnownOption } from './command-tree.ts';

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** A fish script that completes commands and options with what they mean, and the values they may take. */
export function fishCompletion(tree: readonly KnownCommand[]): string {
  const paths = tree.flatMap(({ path, subcommands }) => subcommands.map(({ name }) => quoted(`${path}:${name}`)));
  const values = tree.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags }) => flags.map((flag) => quoted(`${path}:${flag}`))),
  );
  return `# fish completion for plumbline. Made by: plumbline completion fish
function __plumbline_at
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..]
        if test $skip = 1
            set skip 0
        else if contains -- "$at:$word" ${values.join(' ')}
            set skip 1
        else if contains -- "$at:$word" ${paths.join(' ')}
            set at (string trim --chars=/ -- "$at/$word")
        end
    end
    test "$at" = "$argv[1]"
end
${tree.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, subcommands, options, choices, takesArguments }: KnownCommand): string[] {
  const at = `complete -c plumbline -n ${quoted(`__plumbline_at ${quoted(path)}`)}`;
  const words = [...subcommands, ...choices.map((name) => ({ name, description: '' }))];
  // Files are offered only where anything may stand.
  const noFiles = words.length > 0 || !takesArguments ? [`${at} -f`] : [];
  return [
    ...noFiles,
    ...words.map(({ name, description }) => `${at} -a ${quoted(name)} -d ${quoted(description)}`),
    ...options.map((option) => `${at} ${optionWords(option)}`),
  ];
}

function optionWords({ flags, description, takesValue, choices }: KnownOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : takesValue ? ['-r'] : [];
  return [...names, ...value, `-d ${quoted(description)}`].join(' ');
}
