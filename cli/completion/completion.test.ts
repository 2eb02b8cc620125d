import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const has = (shell: string) => spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0;

/** A shell's own script, in a file. */
async function scriptOf(shell: string): Promise<string> {
  const { exitCode, out } = await runCommand(['completion', shell]);
  expect(exitCode).toBe(0);
  return temporaryFiles()(`completion.${shell}`, out);
}

function ran(shell: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(shell, args, { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) throw new Error(`${shell} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

/** What bash offers for a line of words, the last of them being completed. */
const bash = (script: string, ...words: string[]) =>
  ran('bash', [
    '-c',
    '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _plumbline; printf "%s\\n" "${COMPREPLY[@]}"',
    'bash',
    script,
    ...words,
  ])
    .split('\n')
    .filter((line) => line !== '');

const fish = (script: string, line: string) =>
  ran('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`])
    .split('\n')
    .map((one) => one.split('\t')[0] ?? '')
    .filter((one) => one !== '');

/** The line as zsh completes it, in a terminal of its own. */
const zsh = (script: string, line: string) =>
  ran('zsh', [
    '-fc',
    `zmodload zsh/zpty
     zpty shell zsh -f
     zpty -w shell "autoload -U compinit; compinit -u -D; source ${script}"
     zpty -w shell "show() { zle complete-word; print -r -- \\"<\\$BUFFER>\\" > ${script}.out }; zle -N show; bindkey '^X' show; : > ${script}.ready"
     for i in {1..150}; do [[ -e ${script}.ready ]] && break; zpty -rt shell seen; sleep 0.1; done
     zpty -wn shell $'${line}\\x18'
     for i in {1..150}; do [[ -s ${script}.out ]] && break; zpty -rt shell seen; sleep 0.1; done
     zpty -d shell
     cat ${script}.out`,
  ]).trim();

describe('completion in bash', () => {
  it.skipIf(!has('bash'))('offers commands, subcommands, options and the values they may take', async () => {
    const script = await scriptOf('bash');
    expect(bash(script, 'plumbline', 'inc')).toEqual(['incidents']);
    expect(bash(script, 'plumbline', '')).toEqual(expect.arrayContaining(['serve', 'gate', 'silence', 'version']));
    expect(bash(script, 'plumbline', 'keys', '')).toEqual(['create', 'list', 'revoke']);
    expect(bash(script, 'plumbline', 'keys', 'create', '--ro')).toEqual(['--role']);
    expect(bash(script, 'plumbline', 'keys', 'create', '--role', 'on')).toEqual(['on-call']);
    expect(bash(script, 'plumbline', 'incidents', 'list', '-o', '')).toEqual(['human', 'json', 'ndjson']);
    expect(bash(script, 'plumbline', 'completion', 'z')).toEqual(['zsh']);
    expect(bash(script, 'plumbline', '--color', 'never', 'silence', 'ex')).toEqual(['expire']);
  });

  it.skipIf(!has('bash'))('takes the value of an option for no command, and leaves files to the shell', async () => {
    const script = await scriptOf('bash');
    expect(bash(script, 'plumbline', 'keys', 'create', '--name', 'list', '--role', 'adm')).toEqual(['admin']);
    expect(bash(script, 'plumbline', 'push', 'some')).toEqual([]);
    expect(bash(script, 'plumbline', 'serve', '--config', '')).toEqual([]);
  });
});

describe('completion in fish', () => {
  it.skipIf(!has('fish'))('offers commands, subcommands, options and the values they may take', async () => {
    const script = await scriptOf('fish');
    expect(fish(script, 'plumbline inc')).toEqual(['incidents']);
    expect(fish(script, 'plumbline keys ')).toEqual(['create', 'list', 'revoke']);
    expect(fish(script, 'plumbline keys create --ro')).toEqual(['--role']);
    expect(fish(script, 'plumbline keys create --name list --role on')).toEqual(['on-call']);
    expect(fish(script, 'plumbline incidents list -o ')).toEqual(['human', 'json', 'ndjson']);
  });
});

describe('completion in zsh', () => {
  it.skipIf(!has('zsh')).each([
    ['plumbline inc', 'plumbline incidents'],
    ['plumbline keys cr', 'plumbline keys create'],
    ['plumbline keys create --name list --role on', 'plumbline keys create --name list --role on-call'],
    ['plumbline gate shop/orders --on-un', 'plumbline gate shop/orders --on-unreachable'],
  ])('makes %j into %j', async (line, completed) => {
    expect(zsh(await scriptOf('zsh'), line)).toBe(`<${completed} >`);
  });
});

it('an unknown shell is wrong usage, and a known one is meant', async () => {
  expect(await runCommand(['completion', 'powershell'])).toMatchObject({ exitCode: 2, out: '' });
});
