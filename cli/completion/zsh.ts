import { choiceCases, pathCases, quoted, valueCases } from './shell-cases.ts';
import type { KnownCommand } from './command-tree.ts';

/** A zsh script that completes commands and options with what they mean, and the values they may take. */
export function zshCompletion(tree: readonly KnownCommand[]): string {
  return `#compdef plumbline
# zsh completion for plumbline. Made by: plumbline completion zsh
_plumbline() {
  local at='' word='' before='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$at:$word" in
      ${valueCases(tree)}) i=$((i + 1)); continue ;;
    esac
    case "$at:$word" in
      ${pathCases(tree)}) at="\${at:+$at/}$word" ;;
    esac
  done
  before="\${words[CURRENT - 1]}"
  case "$at:$before" in
${choiceCases(tree, (choices) => `compadd -- ${choices.map(quoted).join(' ')}; return`)}
    ${valueCases(tree)}) _files; return ;;
  esac
  case "\${words[CURRENT]}:$at" in
${tree.map((one) => `    -*:${quoted(one.path)}) found=(${flagsOf(one)}) ;;`).join('\n')}
${tree
  .filter(({ subcommands, choices }) => subcommands.length + choices.length > 0)
  .map((one) => `    *:${quoted(one.path)}) found=(${wordsOf(one)}) ;;`)
  .join('\n')}
    *) _files; return ;;
  esac
  _describe plumbline found
}
compdef _plumbline plumbline
`;
}

const entry = (name: string, description: string) =>
  quoted(`${name}:${description.split('\n')[0]?.replaceAll(':', '\\:') ?? ''}`);
const flagsOf = ({ options }: KnownCommand) =>
  options.flatMap(({ flags, description }) => flags.map((flag) => entry(flag, description))).join(' ');
const wordsOf = ({ subcommands, choices }: KnownCommand) =>
  [...subcommands.map(({ name, description }) => entry(name, description)), ...choices.map(quoted)].join(' ');
