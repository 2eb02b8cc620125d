import { Argument } from 'commander';
import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { CommandContext } from '../command-context.ts';

const examples = `\
Examples:
  $ source <(plumbline completion bash)               in ~/.bashrc
  $ source <(plumbline completion zsh)                in ~/.zshrc, after compinit
  $ plumbline completion fish > ~/.config/fish/completions/plumbline.fish
`;

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `plumbline completion SHELL`: a script that completes commands, options and their values. */
export function addCompletionCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('completion')
    .description('Print a script that completes commands in your shell')
    .addHelpText('before', examples)
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(scripts)))
    .action((shell: keyof typeof scripts) => terminal.out(scripts[shell](commandTree(program))));
}
