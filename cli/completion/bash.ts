import { choiceCases, pathCases, quoted, valueCases } from './shell-cases.ts';
import type { KnownCommand } from './command-tree.ts';

/** A bash script that completes commands, options and the values they may take; files where anything may stand. */
export function bashCompletion(tree: readonly KnownCommand[]): string {
  return `# bash completion for plumbline. Made by: plumbline completion bash
_plumbline() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" at='' before='' word='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    before="$word"
    case "$at:$word" in
      ${valueCases(tree)}) i=$((i + 1)); continue ;;
    esac
    case "$at:$word" in
      ${pathCases(tree)}) at="\${at:+$at/}$word" ;;
    esac
  done
  before="\${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  case "$at:$before" in
${choiceCases(tree, (choices) => `words=${quoted(choices.join(' '))}`)}
    ${valueCases(tree)}) return ;;
    *)
      case "$cur:$at" in
${tree.map((one) => `        -*:${quoted(one.path)}) words=${quoted(flagsOf(one))} ;;`).join('\n')}
${tree
  .filter((one) => wordsOf(one) !== '')
  .map((one) => `        *:${quoted(one.path)}) words=${quoted(wordsOf(one))} ;;`)
  .join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _plumbline plumbline
`;
}

const flagsOf = ({ options }: KnownCommand) => options.flatMap(({ flags }) => flags).join(' ');
const wordsOf = ({ subcommands, choices }: KnownCommand) =>
  [...subcommands.map(({ name }) => name), ...choices].join(' ');
