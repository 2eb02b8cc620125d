import type { Command, Option } from 'commander';

/** One option as it is completed: its flags, what it takes, and the values it may take when they are known. */
export interface KnownOption {
  flags: string[];
  description: string;
  takesValue: boolean;
  choices: readonly string[];
}

/** One command: the words that lead to it (`keys/create`, empty for the program), and what may follow. */
export interface KnownCommand {
  path: string;
  description: string;
  subcommands: { name: string; description: string }[];
  options: KnownOption[];
  takesArguments: boolean;
  /** Values of its first argument, when they are known. */
  choices: readonly string[];
}

/** Every command that --help shows, from the program down, as commander holds them. */
export function commandTree(program: Command): KnownCommand[] {
  return walk(program, '', program.options.filter(isShown));
}

const isShown = (option: Option) => !option.hidden;

function walk(command: Command, path: string, inherited: readonly Option[]): KnownCommand[] {
  const own = command.options.filter((option) => isShown(option) && !inherited.includes(option));
  const children = command.commands.filter((child) => !(child as Command & { _hidden?: boolean })._hidden);
  const help: KnownOption = {
    flags: ['-h', '--help'],
    description: 'help for this command',
    takesValue: false,
    choices: [],
  };
  const here: KnownCommand = {
    path,
    description: command.description(),
    subcommands: children.map((child) => ({ name: child.name(), description: child.description() })),
    options: [...[...own, ...inherited].map(known), help],
    takesArguments: command.registeredArguments.length > 0,
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  const below = children.flatMap((child) => {
    return walk(child, path === '' ? child.name() : `${path}/${child.name()}`, inherited);
  });
  return [here, ...below];
}

function known({ short, long, description, required, optional, argChoices }: Option): KnownOption {
  const flags = [short, long].filter((flag) => flag != null);
  return { flags, description, takesValue: required || optional, choices: argChoices ?? [] };
}
